/* Lets the search of a site that is opened from disk work: browsers start no worker from a file, so a hidden frame is it. */
/* The theme knows it by the name IFrameWorker. */
(() => {
  if (location.protocol !== "file:") return;

  class IFrameWorker extends EventTarget {
    #scope;
    #waiting = [];

    constructor(address) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.documentElement.append(frame);
      const scope = frame.contentWindow;
      scope.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      const script = frame.contentDocument.createElement("script");
      script.src = new URL(address, document.baseURI).href;
      script.addEventListener("load", () => this.#start(scope));
      frame.contentDocument.body.append(script);
    }

    #start(scope) {
      this.#scope = scope;
      this.#waiting.splice(0).forEach((data) => this.postMessage(data));
    }

    postMessage(data) {
      if (!this.#scope) this.#waiting.push(data);
      else setTimeout(() => this.#scope.dispatchEvent(new this.#scope.MessageEvent("message", { data })));
    }
  }

  globalThis.IFrameWorker = IFrameWorker;
  globalThis.Worker = IFrameWorker;
})();
