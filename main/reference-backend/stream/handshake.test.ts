import { describe, expect, it } from 'vitest';
import { metExtensions, offeredProtocols, selectedProtocol, tokenCandidates } from './handshake.js';

describe('the token of a handshake', () => {
  it.each([
    ['yilan.v1, yilan.token.T', ['T', 'yilan.token.T'], 'yilan.v1'],
    ['yilan.v1, T', ['T'], 'yilan.v1'],
    ['T', ['T'], 'T'],
    ['bearer, T', ['T'], 'bearer'],
    ['Bearer,T', ['T'], 'Bearer'],
    ['bearer.T', ['T', 'bearer.T'], 'bearer.T'],
    ['chat, T', ['chat', 'T'], 'chat'],
    ['T, chat', ['T', 'chat'], 'chat'],
    ['', [], undefined],
  ])('is looked for in "%s"', (header, tokens, selected) => {
    const offered = offeredProtocols(header);
    const candidates = tokenCandidates(undefined, offered);
    expect(candidates.map(({ token }) => token)).toEqual(tokens);
    const right = candidates.find(({ token }) => token === 'T');
    expect(selectedProtocol(offered, right?.offered)).toBe(selected);
  });

  it('is that of the header where there is one', () => {
    expect(tokenCandidates('Bearer H', ['yilan.v1', 'T'])).toEqual([{ token: 'H' }]);
    expect(selectedProtocol(['chat'], undefined)).toBe('chat');
  });
});

describe('metExtensions', () => {
  it.each([
    [undefined, undefined],
    ['permessage-deflate', 'permessage-deflate'],
    ['permessage-deflate; client_max_window_bits', 'permessage-deflate; client_max_window_bits'],
    ['permessage-deflate; server_max_window_bits=10, permessage-deflate', ' permessage-deflate'],
    ['permessage-deflate; server_max_window_bits=10', undefined],
    ['permessage-deflate; server_max_window_bits="15"', 'permessage-deflate; server_max_window_bits="15"'],
    ['permessage-deflate; unheard_of', undefined],
    ['permessage-deflate; client_max_window_bits=99', undefined],
    ['permessage-deflate; server_no_context_takeover; server_no_context_takeover', undefined],
    ['x-webkit-deflate-frame', undefined],
    [';;,"', undefined],
  ])('of %s are %s', (header, met) => {
    expect(metExtensions(header)).toBe(met);
  });
});
