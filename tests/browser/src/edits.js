// Edits the article that is open as a reader does, by selections, keys and buttons, much
// faster; and notes what the page says of it. `window.reader` is all there is of it.
(() => {
    if (window.reader) return;
    // Behind all that is already waiting to be done; not slowed in windows that nobody sees.
    const turn = () => new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { port1.close(); done(); };
        port2.postMessage(0);
    });
    const until = async (what, is) => {
        for (let turns = 0; !is(); turns++) {
            if (turns > 200000) throw new Error(`waited in vain until ${what}`);
            await turn();
        }
    };
    const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    const status = () => document.querySelector('header.bar [role=status]').textContent;
    const isSaved = () => status() === 'Saved on this device';
    const labels = ['claim', 'source', 'entity'];

    const reader = window.reader = {
        // Of each annotation that was made here: what it is now, or that it is gone.
        own: {},
        // All edits in their order, and how many there were when everything was last said
        // to be saved.
        log: [],
        shown: 0,
        // How long what was edited was not said to be saved, in milliseconds: of edits that
        // no other followed before.
        waits: [],
        // How long each edit took until all was drawn and written, but for the copy.
        costs: [],
        done: true,
        error: null,
    };
    let edits = 0, began = null;
    const look = () => {
        if (isSaved()) {
            reader.shown = reader.log.length;
            if (began?.edits === edits) reader.waits.push(performance.now() - began.time);
            began = null;
        } else {
            began ??= { edits, time: performance.now() };
        }
    };
    new MutationObserver(look).observe(document.querySelector('header.bar [role=status]'), { characterData: true, childList: true, subtree: true });

    // Small, and the same everywhere for the same seed.
    const random = (seed) => () => {
        seed = (seed + 0x6D2B79F5) | 0;
        let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };

    const ids = (block) => new Set([...block.querySelectorAll('mark')].flatMap((mark) => mark.dataset.annotation.split(' ')));
    const listed = (id) => document.querySelector(`aside li[data-annotation="${id}"]`);
    const did = (id, before, now, kind) => {
        reader.log.push({ id, now, kind });
        if (now) reader.own[id] = now; else reader.own[id] = null;
        return { id, before, kind };
    };
    const cost = async (act) => {
        const start = performance.now();
        edits += 1;
        act();
        // What follows from it is done before the next task.
        await null;
        await turn();
        reader.costs.push(performance.now() - start);
    };

    // `part` of `parts`: the blocks in which this window marks, so that no other does.
    // `most`: so many marks at once, because the list shows a part of them.
    reader.run = async (options) => {
        const { seed, count, part = 0, parts = 1, most = 70, kinds = ['mark', 'note', 'label', 'delete', 'undo'], pauses = true, fourths = false } = options;
        reader.done = false;
        const next = random(seed);
        const pick = (list) => list[Math.floor(next() * list.length)];
        const steps = [];
        const choose = async (id) => {
            const item = listed(id);
            if (!item) return false;
            if (!item.classList.contains('is-active')) item.querySelector('.annotation-quote').click();
            // The list shows a part: what is chosen may be out of it when others come.
            await until('it is chosen', () => !listed(id) || listed(id).querySelector('textarea'));
            return listed(id) !== null;
        };
        const acts = {
            async mark() {
                const blocks = [...document.querySelectorAll('article [data-block]')].filter((block) => block.dataset.block % parts === part);
                const block = pick(blocks);
                const word = pick([...block.textContent.matchAll(/\p{L}{3,}/gu)]);
                const place = (offset) => {
                    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
                    let node = walker.nextNode();
                    while (offset > node.length) { offset -= node.length; node = walker.nextNode(); }
                    return [node, offset];
                };
                getSelection().removeAllRanges();
                press('Shift');
                await until('nothing is selected', () => !document.querySelector('[role=toolbar]'));
                getSelection().setBaseAndExtent(...place(word.index), ...place(word.index + word[0].length));
                press('Shift');
                await until('the words are selected', () => document.querySelector('[role=toolbar]'));
                const before = ids(block);
                const label = pick([0, 1, 2]);
                await cost(() => press(String(label + 1)));
                await until('it is marked', () => [...ids(block)].some((id) => !before.has(id)));
                const id = [...ids(block)].find((id) => !before.has(id));
                steps.push(did(id, null, { label: labels[label], note: '' }, 'mark'));
            },
            async note(id) {
                if (steps.at(-1)?.kind === 'note' && steps.at(-1).id === id || !await choose(id)) return acts.mark();
                const field = listed(id).querySelector('textarea');
                const before = reader.own[id];
                field.value = String(reader.log.length);
                // It is logged first: it may be said to be saved before this goes on.
                steps.push(did(id, before, { ...before, note: field.value }, 'note'));
                await cost(() => field.dispatchEvent(new InputEvent('input', { bubbles: true })));
            },
            async label(id) {
                if (!await choose(id)) return acts.mark();
                const before = reader.own[id];
                const label = pick(labels.filter((label) => label !== before.label));
                steps.push(did(id, before, { ...before, label }, 'label'));
                await cost(() => listed(id).querySelector(`.choices [data-label=${label}]`).click());
            },
            async delete(id) {
                // So that those are missed that were not to be deleted.
                if (fourths && reader.log.findIndex((step) => step.id === id) % 4) return acts.note(id);
                if (!await choose(id)) return acts.mark();
                steps.push(did(id, reader.own[id], null, 'delete'));
                await cost(() => listed(id).querySelector('.editor-actions .danger').click());
            },
            async undo() {
                const step = steps.pop();
                if (!step) return acts.mark();
                did(step.id, null, step.before, 'undo');
                await cost(() => document.querySelector('header.bar [aria-keyshortcuts="Control+Z"]').click());
            },
        };
        try {
            for (let nth = 0; nth < count && !reader.stops; nth++) {
                const alive = Object.keys(reader.own).filter((id) => reader.own[id]);
                const kind = alive.length === 0 ? 'mark' : alive.length >= most ? 'delete' : pick(kinds);
                await acts[kind](pick(alive));
                if (pauses && next() < 0.5) await until('it is saved', isSaved);
            }
        } catch (error) {
            reader.error = String(error.stack ?? error);
        }
        reader.done = true;
    };
})();
