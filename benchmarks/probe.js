// Runs in every page before the page's own scripts. It listens and counts, and changes
// nothing that a page could notice. What a page shows it asks `window.subject`, which
// each peer's page, or drivers/ascribe-page.js, provides.
(() => {
  const probe = { longTasks: [], writes: [], exported: [] };
  window.probe = probe;
  const frame = () => new Promise(requestAnimationFrame);
  // A task posted in a frame's callback runs after that frame's style, layout and paint.
  const painted = () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(0);
    });
  probe.frames = async (count) => { for (let i = 0; i < count; i++) await frame(); };

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) probe.longTasks.push({ start: startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  probe.longestSince = (start) => Math.max(0, ...probe.longTasks.filter((task) => task.start >= start).map((task) => task.duration));

  // From the next event of a type until `subject[condition](...args)` holds and is painted.
  // `more` counts frames after that one: 1 means “to the second frame”.
  probe.time = (type, condition, args, { limit, more = 0 }) => {
    probe.timed = new Promise((resolve) => {
      addEventListener(type, (event) => {
        const began = event.timeStamp;
        const look = async () => {
          if (performance.now() - began > limit) return resolve({ over: true });
          const holds = window.subject[condition](...args);
          await painted();
          if (!holds) return requestAnimationFrame(look);
          for (let i = 0; i < more; i++) await frame().then(painted);
          resolve({ began, ms: performance.now() - began });
        };
        requestAnimationFrame(look);
      }, { capture: true, once: true });
    });
  };

  // Text nodes and offsets of [start, end) within an element.
  probe.range = (element, start, end) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let at = 0;
    let begun = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!begun && at + node.length > start) { range.setStart(node, start - at); begun = true; }
      if (begun && at + node.length >= end) { range.setEnd(node, end - at); return range; }
      at += node.length;
    }
    return null;
  };
  // Resolves once an element has stayed where it is for three frames: nothing scrolls any more.
  const settled = async (element) => {
    for (let same = 0, top = NaN; same < 3; ) {
      await frame();
      const now = element.getBoundingClientRect().top;
      same = now === top ? same + 1 : 0;
      top = now;
    }
  };
  // The first of some elements that a mouse at the middle of its first line would meet.
  probe.firstSeen = (elements) =>
    elements.find((element) => {
      const box = element.getClientRects()[0];
      return box?.width > 0 && element.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
    });
  // The middle of what is to be pressed, brought into view.
  probe.place = async (action) => {
    const element = window.subject.target(action);
    element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    await settled(element);
    const box = element.getClientRects()[0];
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };
  // Where to press and let go to select four words that stand in one line of a block.
  probe.drag = async (index) => {
    const block = window.subject.blocks()[index];
    block.scrollIntoView({ block: 'center', behavior: 'instant' });
    await settled(block);
    const words = [...block.textContent.matchAll(/\S+/g)];
    for (let i = 4; i + 3 < words.length; i++) {
      const end = words[i + 3].index + words[i + 3][0].length;
      const boxes = [...probe.range(block, words[i].index, end).getClientRects()].filter((box) => box.width > 0);
      const top = Math.min(...boxes.map((box) => box.top));
      const bottom = Math.max(...boxes.map((box) => box.bottom));
      if (bottom - top > 1.5 * boxes[0].height) continue;
      return { left: Math.min(...boxes.map((box) => box.left)) + 1, right: Math.max(...boxes.map((box) => box.right)) - 1, y: (top + bottom) / 2 };
    }
    return null;
  };

  // From the top to the bottom in so many milliseconds: frames shown, frames missed.
  probe.scroll = async (duration) => {
    scrollTo(0, 0);
    await probe.frames(10);
    const height = document.documentElement.scrollHeight - innerHeight;
    const began = await frame();
    let last = began;
    let shown = 0;
    let dropped = 0;
    for (let part = 0; part < 1; ) {
      const now = await frame();
      shown++;
      dropped += Math.max(0, Math.round(((now - last) * 60) / 1000) - 1);
      last = now;
      part = Math.min(1, (now - began) / duration);
      scrollTo(0, height * part);
    }
    return { dropped: dropped / (shown + dropped), longest: probe.longestSince(began) };
  };

  // Work done by an edit, counted from outside: which blocks changed, what was stored.
  let blocks = null;
  const note = (records) => {
    for (const { target } of records) {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      const block = element?.closest('[data-block]');
      if (block) blocks.add(block);
    }
  };
  const observer = new MutationObserver(note);
  probe.countWork = () => {
    blocks = new Set();
    probe.writes.length = 0;
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  };
  probe.workDone = () => {
    note(observer.takeRecords());
    observer.disconnect();
    const chars = probe.writes.reduce((sum, write) => sum + write.chars, 0);
    const ms = probe.writes.reduce((sum, write) => sum + write.ms, 0);
    return { blocks: blocks.size, writes: probe.writes.length, chars, ms };
  };
  // Timed around the original, whichever storage a page uses.
  const watch = (prototype, name, size) => {
    const original = prototype[name];
    prototype[name] = function (...args) {
      const began = performance.now();
      try {
        return original.apply(this, args);
      } finally {
        probe.writes.push({ ms: performance.now() - began, chars: size(args) });
      }
    };
  };
  watch(Storage.prototype, 'setItem', ([, value]) => String(value).length);
  watch(IDBObjectStore.prototype, 'put', () => 0);
  watch(IDBObjectStore.prototype, 'add', () => 0);

  // A file is handed to the browser as an object URL.
  const createObjectURL = URL.createObjectURL;
  URL.createObjectURL = function (blob) {
    probe.exported.push({ at: performance.now(), blob });
    return createObjectURL.call(this, blob);
  };
})();
