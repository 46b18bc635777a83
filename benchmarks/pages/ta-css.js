import { start } from './recogito.js';

start('CSS_HIGHLIGHTS');
