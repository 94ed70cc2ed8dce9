// Electron 25 carries Node 18.15, which lacks what fastify, undici and pino reach for while loading, and the global
// crypto that uuid uses. Electron 45 (Node 24) has all of it, and then this does nothing.
if (typeof globalThis.crypto === 'undefined') globalThis.crypto = require('node:crypto').webcrypto;
if (typeof globalThis.File === 'undefined') globalThis.File = require('node:buffer').File;
if (require('node:diagnostics_channel').tracingChannel === undefined) {
  const quiet = {
    publish() {},
    subscribe() {},
    unsubscribe() {},
    bindStore() {},
    unbindStore() {},
    runStores: (_store, work, self, ...rest) => work.apply(self, rest),
    hasSubscribers: false,
  };
  require('node:diagnostics_channel').tracingChannel = () => ({
    start: quiet,
    end: quiet,
    asyncStart: quiet,
    asyncEnd: quiet,
    error: quiet,
    hasSubscribers: false,
    subscribe() {},
    unsubscribe() {},
    traceSync: (work, _context, self, ...rest) => work.apply(self, rest),
    tracePromise: async (work, _context, self, ...rest) => work.apply(self, rest),
    traceCallback: (work, _position, _context, self, ...rest) => work.apply(self, rest),
  });
}
