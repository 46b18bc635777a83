// News-like English text, the same for the same seed: no one's article, and no file to keep.

/** A small generator of random numbers (mulberry32) with the choices made here. */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  return {
    next,
    below,
    pick: (list) => list[below(list.length)],
    // Few words are frequent and many are rare, as in prose.
    common: (list) => list[Math.floor(list.length * next() ** 2)],
  };
}

const words = (text) => text.trim().split(/\s+/);

const NOUNS = words(`minister council report court company hospital school union budget inquiry police
  market plan river harbour bridge mayor tenant vote strike factory farmer flood survey judge ferry
  ministry committee lawyer doctor nurse teacher student driver engineer station library museum theatre
  investor regulator agency contract pension subsidy tariff election poll candidate coalition opposition
  parliament senate treaty embassy border convoy ceasefire summit sanction refugee volunteer charity
  shelter earthquake storm drought wildfire harvest wheat fishery forest reservoir pipeline turbine grid
  reactor battery tram railway airport runway motorway warehouse supplier retailer brewery bakery mill
  quarry mine shipyard newspaper broadcaster editor archive manuscript orchestra festival stadium referee
  league goalkeeper medal laboratory vaccine patient clinic symptom outbreak researcher satellite telescope
  server password database algorithm patent start-up landlord mortgage auction inheritance café façade
  negotiation deadline verdict appeal testimony allegation settlement ombudsman whistle-blower audit`);
const ADJECTIVES = words(`new local public early final official legal senior national rural foreign narrow
  annual temporary independent disputed unpaid confidential preliminary regional provisional unexpected
  long-awaited controversial abandoned coastal elderly electric overcrowded restored secret unanimous
  underfunded ageing bilateral costly fragile historic illegal joint lucrative municipal notorious`);
const VERBS = words(`approved rejected delayed reviewed closed opened announced funded blocked praised
  questioned published leaked withdrew defended criticised inspected rebuilt replaced sold bought signed
  postponed audited evacuated recalled suspended acquitted appointed dismissed merged expanded halved
  doubled renamed restored shelved auctioned condemned investigated overturned ratified subpoenaed`);
const NAMES = words(`Alder Brandt Castellano Dvořák Eriksen Fontaine Grünwald Hallström Ibáñez Jankowski
  Kovač Lindqvist Müller Nakamura Okafor Petrović Quintero Rossi Søndergaard Tanaka Ünal Vasquez Whitcombe
  Ximenes Yilmaz Zeller Abara Bellweather Coutinho Desrosiers`);
const PLACES = words(`Marlow Ostrava Kirkby Valmont Hedeby Larkhill Brno Tarnow Estrella Göteborg Sainte-Anne
  Port-Royal Ashdown Westmere Calder Novi Rotherby Skarholm Thornwick Uddevalla`);
const DAYS = words('Monday Tuesday Wednesday Thursday Friday Saturday Sunday');

function phrase(r) {
  const noun = r.common(NOUNS);
  const described = r.next() < 0.6 ? `${r.common(ADJECTIVES)} ${noun}` : noun;
  return r.next() < 0.25 ? `the ${described} in ${r.pick(PLACES)}` : `the ${described}`;
}

const figure = (r) => r.pick([`${2 + r.below(97)} per cent`, `€${1 + r.below(900)} million`, `${100 + r.below(9900)}`]);
const when = (r) => r.pick([`on ${r.pick(DAYS)}`, `in ${1990 + r.below(36)}`, 'last week', `${2 + r.below(11)} months later`]);
const capital = (text) => text[0].toUpperCase() + text.slice(1);

const SENTENCES = [
  (r) => `${capital(phrase(r))} ${r.common(VERBS)} ${phrase(r)} ${when(r)}.`,
  (r) => `“${capital(phrase(r))} was ${r.common(VERBS)} without ${phrase(r)},” ${r.pick(NAMES)} said ${when(r)}.`,
  (r) => `According to ${r.pick(NAMES)}, who ${r.common(VERBS)} ${phrase(r)}, ${phrase(r)} costs ${figure(r)} – far more than ${phrase(r)}.`,
  (r) => `${r.pick(NAMES)}’s ${r.common(NOUNS)} ${r.common(VERBS)} ${phrase(r)} and ${phrase(r)}, a spokeswoman confirmed.`,
  (r) => `Some ${figure(r)} of those asked by ${phrase(r)} did not know that ${phrase(r)} had ${r.common(VERBS)} ${phrase(r)}.`,
  (r) => `Neither ${phrase(r)} nor ${phrase(r)} would say why ${r.pick(NAMES)} ${r.common(VERBS)} ${phrase(r)} ${when(r)} …`,
  (r) => `In ${r.pick(PLACES)}, ${phrase(r)} — once ${r.common(ADJECTIVES)} and ${r.common(ADJECTIVES)} — is to be ${r.common(VERBS)}.`,
  (r) => `‘${capital(phrase(r))} has ${figure(r)} to spend,’ wrote ${r.pick(NAMES)}; ${phrase(r)} ${r.common(VERBS)} that claim ${when(r)}.`,
];

export const sentence = (r) => r.pick(SENTENCES)(r);
export const otherWord = (r) => r.common(r.pick([NOUNS, ADJECTIVES, VERBS]));

/** A paragraph of about 500 characters on one line. */
export function paragraph(r) {
  const length = 400 + r.below(100);
  let text = sentence(r);
  while (text.length < length) text += ` ${sentence(r)}`;
  return text;
}

/** A headline, then paragraphs until the text has `size` characters. */
export function blocks(size, seed) {
  const r = random(seed);
  const list = [capital(`${phrase(r)} ${r.common(VERBS)} ${phrase(r)}`)];
  for (let length = list[0].length; length < size; length += list.at(-1).length + 1) list.push(paragraph(r));
  return list;
}

/** The text of blocks, as Ascribe's format counts positions in it. */
export const textOf = (list) => list.join('\n');

/** Every word below the headline: where it starts and ends in the text, and its block. */
export function wordsOf(list) {
  const found = [];
  let base = 0;
  list.forEach((text, block) => {
    if (block > 0) for (const m of text.matchAll(/\S+/g)) found.push({ start: base + m.index, end: base + m.index + m[0].length, block });
    base += text.length + 1;
  });
  return found;
}
