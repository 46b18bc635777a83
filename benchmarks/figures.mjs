// Medians out of a run's rows.

export function median(list) {
  const sorted = list.filter(Number.isFinite).sort((a, b) => a - b);
  if (!sorted.length) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function from(results) {
  const rows = (peer, text, count) =>
    // The text alone is measured once, and stands at every count.
    results.drawing.filter((row) => row.peer === peer && row.text === text && (peer === 'bare' || row.count === count));
  return {
    /** The median over all repetitions of what `get` takes from a row: a number or a list. */
    drawn: (peer, text, count, get) => median(rows(peer, text, count).flatMap((row) => get(row) ?? [])),
    /** What stands where there is no number. */
    whyNot: (peer, text, count) => {
      const failed = rows(peer, text, count).find((row) => row.why);
      if (!failed) return '–';
      return /limit|Timeout/.test(failed.why) ? `over ${results.asked.limit / 1000} s` : 'failed';
    },
    anchored: (algorithm, text, edit) => {
      const mine = results.anchoring.filter((row) => row.algorithm === algorithm && row.text === text && row.edit === edit);
      if (!mine.length) return null;
      return mine[0].why ? mine[0] : { ...mine[0], ms: median(mine.map((row) => row.ms)) };
    },
    started: (name) => median(results.start.filter((row) => row.name === name).map((row) => row.ms)),
  };
}
