// Keeps what is being typed on this device until it is sent, and counts words where there is a limit.
// <textarea data-draft> in a form; <textarea data-words="150" data-count="id"> with <p id data-text="# words left">.
const words = (text) => text.trim().split(/\s+/).filter(Boolean).length;

const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, text) { try { localStorage.setItem(key, text); } catch { /* full, or not allowed: typing goes on */ } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* not allowed */ } },
};

function count(box) {
  const out = document.getElementById(box.dataset.count);
  const tell = () => { out.textContent = out.dataset.text.replace("#", Math.max(0, box.dataset.words - words(box.value))); };
  if (!out) return;
  box.addEventListener("input", tell);
  tell();
}

function keep(box) {
  const key = `draft:${location.pathname}:${box.name}`;
  if (!box.value) box.value = store.get(key) || "";
  box.addEventListener("input", () => (box.value ? store.set(key, box.value) : store.drop(key)));
  // A sent text comes back in the page when it had errors, so nothing is lost by forgetting it here.
  box.form?.addEventListener("submit", () => store.drop(key));
}

for (const box of document.querySelectorAll("textarea[data-draft]")) keep(box);
for (const box of document.querySelectorAll("[data-words]")) count(box);
