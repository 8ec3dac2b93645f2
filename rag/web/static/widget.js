// The script tag of the chat: reads its options, waits until the page is idle, then brings the chat in.
// It knows nothing about chatting; whatever is called before the chat is there is kept and done then.
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
  // Two tags, or a page that runs its scripts again on a route change, make one widget.
  if (!script?.src || window.bookChat) return;

  const file = (name) => new URL(name, script.src).href;
  let chat = null;
  let kept = null;
  const call = (name, ...values) => (chat ? chat[name](...values) : (kept = [name, values]));
  window.bookChat = {
    open: (question) => call("open", question),
    close: () => call("close"),
  };

  async function style() {
    const reply = await fetch(file("widget.css"));
    if (!reply.ok) throw new Error(`widget.css: ${reply.status}`);
    return reply.text();
  }

  async function start() {
    try {
      // The client is what the chat imports: asked for at the same time, it costs no second round trip.
      const [{ mount }, css] = await Promise.all([import(file("widget-chat.js")), style(), import(file("client.js"))]);
      const { baseUrl = file("."), ...options } = script.dataset;
      chat = mount({ ...options, baseUrl }, css);
      if (kept) call(kept[0], ...kept[1]);
    } catch (error) {
      console.warn(`The book's chat could not be loaded from ${file(".")}:`, error);
    }
  }

  const whenIdle = () => (window.requestIdleCallback ?? ((run) => setTimeout(run, 200)))(start, { timeout: 4000 });
  if (document.readyState === "complete") whenIdle();
  else addEventListener("load", whenIdle, { once: true });
})();
