/** An active RandR output. `bounds` in screen pixels. */
export type RandrOutput = {
  readonly connector: string;
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly edid?: { readonly vendor: string; readonly product: number; readonly serial: number };
};

/** Reads what `xrandr --current --props` prints; outputs that are off are left out. */
export function parseRandr(text: string): RandrOutput[] {
  return text.split(/^(?=\S+ (?:dis)?connected)/m).flatMap((block) => {
    const head = /^(\S+) connected (?:primary )?(\d+)x(\d+)\+(\d+)\+(\d+)/.exec(block);
    if (head === null) return [];
    const [, connector = '', width, height, x, y] = head;
    const hex = /^\tEDID:\s*\n((?:\t\t[0-9a-f]+\n?)+)/m.exec(block)?.[1]?.replace(/\s/g, '');
    const edid = hex === undefined ? undefined : parseEdid(Buffer.from(hex, 'hex'));
    return [
      {
        connector,
        bounds: { x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
        ...(edid === undefined ? {} : { edid }),
      },
    ];
  });
}

/**
 * Manufacturer (three letters, five bits each, big-endian), product code and serial number (little-endian) of an
 * EDID base block; VESA E-EDID 1.4, 3.4. Undefined when the block's header is not EDID's.
 */
export function parseEdid(block: Buffer): RandrOutput['edid'] {
  if (block.length < 128 || block.readBigUInt64BE(0) !== 0x00ff_ffff_ffff_ff00n) return undefined;
  const letters = block.readUInt16BE(8);
  const letter = (shift: number): string => String.fromCharCode(64 + ((letters >> shift) & 31));
  return { vendor: letter(10) + letter(5) + letter(0), product: block.readUInt16LE(10), serial: block.readUInt32LE(12) };
}
