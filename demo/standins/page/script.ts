/**
 * Asks for the page again each second and swaps the parts that changed, so that scroll, focus, open details and a
 * button under the finger stay. Without script the page reloads itself.
 */
export const script = `
const parts = ['bar', 'channel', 'phone', 'pulse', 'tools'];
let held = false;
addEventListener('pointerdown', () => { held = true; });
addEventListener('pointerup', () => { setTimeout(() => { held = false; }, 300); });
addEventListener('pointercancel', () => { held = false; });
const focusable = 'a, button, summary';
// Where the focus is, told by the nearest thing with a name, so that it is found again in the new part.
const focusIn = (part) => {
  const active = document.activeElement;
  const owner = part.contains(active) && active !== part ? active.closest('[id]') : null;
  if (!owner) return () => {};
  const index = [...owner.querySelectorAll(focusable)].indexOf(active);
  return () => document.getElementById(owner.id)?.querySelectorAll(focusable)[index]?.focus({ preventScroll: true });
};
const swap = (now, next) => {
  if (now.innerHTML === next.innerHTML) return;
  const open = [...now.querySelectorAll('details[open][id]')].map((one) => one.id);
  for (const id of open) next.querySelector('#' + id)?.setAttribute('open', '');
  if (now.innerHTML === next.innerHTML) return;
  const top = now.scrollTop;
  const focus = focusIn(now);
  now.innerHTML = next.innerHTML;
  now.scrollTop = top;
  focus();
};
const refresh = async () => {
  if (held || document.hidden || !getSelection().isCollapsed) return;
  try {
    const answer = await fetch('/', { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of parts) {
      const now = document.getElementById(id);
      const next = page.getElementById(id);
      if (now && next) swap(now, next);
    }
    document.title = page.title;
    document.body.classList.remove('gone');
  } catch {
    document.body.classList.add('gone');
  }
};
const again = async () => { await refresh(); setTimeout(again, 1000); };
addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  fetch(form.getAttribute('action'), { method: 'POST', body }).then(() => { held = false; return refresh(); });
});
setTimeout(again, 1000);
`;
