// Offers the time zone of this device beside a field for one: <input list="…" data-own-zone="Use the zone of this device: #">.
// The options of its list say the code of each zone; a code that the list does not have is understood by the server.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const input of document.querySelectorAll("input[data-own-zone]")) {
  const place = [...input.list.options].find((option) => option.text === zone)?.value || zone;
  if (!zone || input.value === place) continue;
  const offer = Object.assign(document.createElement("button"), { type: "button", className: "link-button" });
  offer.textContent = input.dataset.ownZone.replace("#", place);
  offer.addEventListener("click", () => { input.value = place; input.focus(); offer.remove(); });
  input.after(offer);
}
