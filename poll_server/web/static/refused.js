/**
 * Why the server refuses this page's sockets: a sentence with the cure, or "" where it does not, or
 * cannot be asked. A browser tells a script nothing about a socket that was refused, so a page whose
 * connection does not come asks this once.
 */
export async function whyRefused() {
  const { lang } = document.documentElement;
  try {
    const response = await fetch(`/ws/why?lang=${lang}`, { method: "POST", cache: "no-store" });
    return (await response.json()).why;
  } catch {
    return ""; // no server, an older one, or something in between that speaks HTML
  }
}
