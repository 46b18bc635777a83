// The text alone: what scrolling and memory cost before anything is marked.
import { install } from './peer.js';

install({ load() {}, count: () => 0, has: () => false, added: () => undefined });
