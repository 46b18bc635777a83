// Runs in Ascribe's page before its scripts: how the harness asks what a reader would see.
// It knows the interface only. Nothing in the app exists for it.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const marks = (id) => document.querySelectorAll(`article mark[data-annotation~="${id}"]`);
  const count = () => Number(document.querySelector('aside .count')?.textContent);
  const blocks = () => document.querySelectorAll('article [data-block]');
  const idsIn = (block) => new Set([...block.querySelectorAll('mark')].flatMap((mark) => mark.dataset.annotation.split(' ')));
  const named = (selector, name) => all(selector).find((element) => element.textContent.trim().startsWith(name));
  const chosenItem = 'aside li:has(> [aria-expanded="true"])';
  let block;
  let before;
  let last;
  let wanted;

  const targets = {
    relabel: () => named(`${chosenItem} [role="group"] button`, 'Source'),
    remove: () => named(`${chosenItem} button`, 'Delete'),
    undo: () => named('header button', 'Undo'),
    hover: () => probe.firstSeen(all('article mark')),
    select: () => {
      const button = probe.firstSeen(all('aside li > button[aria-expanded="false"]'));
      wanted = button.closest('li').dataset.annotation;
      return button;
    },
  };
  window.subject = {
    blocks,
    count,
    status: () => document.querySelector('[role="status"]')?.textContent,
    isSaving: () => window.subject.status() === 'Saving…',
    isLoaded: ({ first, count: expected }) => count() === expected && marks(first).length > 0,
    beforeAdd: (index) => {
      block = blocks()[index];
      before = idsIn(block);
    },
    isOffered: () => document.querySelector('[role="toolbar"]')?.checkVisibility() === true,
    isAdded: () => {
      last = [...idsIn(block)].find((id) => !before.has(id));
      return last !== undefined;
    },
    target: (action) => targets[action](),
    isRelabelled: () =>
      document.querySelector(`${chosenItem} [data-label="source"][aria-pressed="true"]`) !== null &&
      [...marks(last)].every((mark) => mark.dataset.label.split(' ').includes('source')),
    isRemoved: () => marks(last).length === 0,
    isBack: () => marks(last).length > 0,
    isHovered: () => document.querySelector('article mark:hover') !== null,
    isChosen: () => document.querySelector(`aside li[data-annotation="${wanted}"] > [aria-expanded="true"]`) !== null,
  };
})();
