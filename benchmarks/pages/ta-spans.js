import { start } from './recogito.js';

start('SPANS');
