// The picture on a card leads here with the code behind a '#', which no server sees. Take it over and wipe it from the address.
const input = document.querySelector("[data-from-fragment]");
if (input && location.hash.length > 1) {
  input.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
