// Recogito's text-annotator with one of its renderers.
import { createTextAnnotator, W3CTextFormat } from '@recogito/text-annotator';
import '@recogito/text-annotator/text-annotator.css';
import { element, install } from './peer.js';

const COLOURS = { claim: '#ffd54a', source: '#8ecbff', entity: '#b7e4a0' };

export function start(renderer) {
  const annotator = createTextAnnotator(element, {
    adapter: W3CTextFormat('urn:article', element),
    renderer,
    style: (annotation) => ({ fill: COLOURS[annotation.bodies[0]?.value] ?? COLOURS.claim, fillOpacity: 0.5 }),
  });
  const { store } = annotator.state;
  const drawn = element.getElementsByClassName('r6o-annotation');
  let last;
  store.observe(({ changes }) => { if (changes.created?.length === 1) last = changes.created[0].id; });
  install({
    load: (list) => annotator.setAnnotations(list),
    count: () => store.all().length,
    has:
      renderer === 'SPANS'
        ? (id) => drawn.length > 0 && element.querySelector(`.r6o-annotation[data-annotation="${id}"]`) !== null
        : (id) => CSS.highlights.has(`_${id}`),
    added: () => last,
    ranges: () => new Map(store.all().map((annotation) => [annotation.id, annotation.target.selector[0].range])),
  });
}
