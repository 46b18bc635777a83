// RecogitoJS, the older library. Without its editor a selection becomes an annotation at once.
import { Recogito } from '@recogito/recogito-js';
import '@recogito/recogito-js/dist/recogito.min.css';
import { element, install } from './peer.js';

const recogito = new Recogito({ content: element, mode: 'pre', disableEditor: true, formatter: (a) => a.bodies[0]?.value ?? 'claim' });
const drawn = element.getElementsByClassName('r6o-annotation');
let last;
recogito.on('createAnnotation', ({ id }) => { last = id; });
install({
  load: (list) => recogito.setAnnotations(list),
  count: () => new Set(Array.from(drawn, (span) => span.dataset.id)).size,
  has: (id) => drawn.length > 0 && element.querySelector(`.r6o-annotation[data-id="${CSS.escape(id)}"]`) !== null,
  added: () => last,
});
