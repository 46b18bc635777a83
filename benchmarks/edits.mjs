// What happens to an article after it was annotated, and where every old word went.
import { otherWord, paragraph, random } from './texts.mjs';

const TOP = 3;

/** Changes this share of the words; `moveTo(word)` hears where each stands in the new paragraph. */
function reword(text, share, r, place) {
  let made = '';
  let done = 0;
  for (const match of text.matchAll(/\S+/g)) {
    made += text.slice(done, match.index);
    done = match.index + match[0].length;
    let [word] = match;
    const tail = /[.,;:!?…”’]*$/.exec(word)[0];
    let after = '';
    if (r.next() < share) {
      const kind = r.next();
      if (kind < 0.6) word = otherWord(r) + tail;
      else if (kind < 0.8) after = ` ${otherWord(r)}`;
      else word = word.slice(0, Math.max(1, Math.floor((word.length - tail.length) / 2))) + tail;
    }
    place(made.length, made.length + word.length);
    made += word + after;
  }
  return made + text.slice(done);
}

const same = (list) => list.map((_, index) => index);

// Each answers with the new order: numbers are old blocks, strings are new paragraphs.
const inserted = (list, r) => same(list).flatMap((index) => (index > 0 && index % 10 === 0 ? [index, paragraph(r)] : [index]));
const onTop = (list, r) => [0, ...Array.from({ length: TOP }, () => paragraph(r)), ...same(list).slice(1)];
function moved(list, r) {
  const order = same(list);
  for (const index of same(list).slice(1)) {
    if (r.next() >= 0.2) continue;
    order.splice(order.indexOf(index), 1);
    order.splice(1 + r.below(order.length), 0, index);
  }
  return order;
}

export const EDITS = {
  '1pc': { title: '1 % of words changed, 3 paragraphs inserted on top', share: 0.01, order: onTop },
  '5pc': { title: '5 % of words changed, 3 paragraphs inserted on top', share: 0.05, order: onTop },
  '20pc': { title: '20 % of words changed, 3 paragraphs inserted on top', share: 0.2, order: onTop },
  // Spans across a paragraph break have no one place once the paragraphs part.
  moved: { title: 'every fifth paragraph moved elsewhere', share: 0, order: moved, crossing: 0 },
  inserted: { title: 'a paragraph inserted after every tenth', share: 0, order: inserted },
};

/** The edited blocks, and for every word of the old blocks (as wordsOf counts) its [start, end] now. */
export function edited(list, name) {
  const { share, order } = EDITS[name];
  const r = random(list.length + name.length * 7919);
  const counts = list.map((text, block) => (block === 0 ? 0 : [...text.matchAll(/\S+/g)].length));
  const firstWord = counts.map((_, block) => counts.slice(0, block).reduce((sum, n) => sum + n, 0));
  const places = [];
  const blocks = [];
  let base = 0;
  for (const entry of order(list, r)) {
    let text = entry;
    if (entry === 0) text = list[0];
    else if (typeof entry === 'number') {
      let word = firstWord[entry];
      text = reword(list[entry], share, r, (start, end) => { places[word++] = [base + start, base + end]; });
    }
    blocks.push(text);
    base += text.length + 1;
  }
  return { blocks, places };
}
