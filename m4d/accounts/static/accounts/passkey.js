// Forms marked data-passkey use a key: "get" signs in with one, "create" adds one.
// The server's options stand in the page (data-options-in) or are fetched (data-options).
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function optionsOf(form) {
  const { options, optionsIn } = form.dataset;
  if (optionsIn) return JSON.parse(document.getElementById(optionsIn).textContent);
  const answer = await fetch(options, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).request_options;
}

function prepared(options, form) {
  const wanted = structuredClone(options.publicKey);
  wanted.challenge = bytes(wanted.challenge);
  if (wanted.user) wanted.user.id = bytes(wanted.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    for (const known of wanted[list] ?? []) known.id = bytes(known.id);
  }
  const choice = wanted.authenticatorSelection;
  if (choice && form.elements.passwordless) {
    const alone = form.elements.passwordless.checked;
    Object.assign(choice, { residentKey: alone ? "required" : "discouraged", requireResidentKey: alone });
    if (alone) choice.userVerification = "required";
  }
  return { publicKey: wanted };
}

function answerOf(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function send(event) {
  const form = event.currentTarget;
  event.preventDefault();
  const failed = form.querySelector("[data-failed]");
  failed.hidden = true;
  try {
    const options = prepared(await optionsOf(form), form);
    const credential = await navigator.credentials[form.dataset.passkey](options);
    form.elements.credential.value = JSON.stringify(answerOf(credential));
    form.submit();
  } catch {
    failed.hidden = false;
  }
}

// A key belongs to the name of a site; a site reached by a number has none, and the page says so.
const named = !/^[\d.]+$|:/.test(location.hostname);

if (window.PublicKeyCredential && named) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", send);
    form.hidden = false;
    for (const button of form.querySelectorAll("[data-needs-script]")) button.hidden = false;
  }
}
