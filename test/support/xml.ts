import { validateXML } from 'xmllint-wasm';

export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  /** Of an element without others inside. */
  text: string;
}

/** What xmllint says against a file, by its schema. */
export async function complaintsAbout(xml: string, schema: string): Promise<string[]> {
  const { errors } = await validateXML({ xml, schema: [schema], ...ROOM });
  return errors.map(({ message }) => message);
}

const ROOM = { initialMemoryPages: 512, maxMemoryPages: 16_384 };

/**
 * The file as xmllint reads it, once it has found it valid. It hands out canonical XML: every reference is resolved, and
 * what must stay one is written in one way, so that this needs no parser of ours. xmlbuilder2's resolves `&amp;#65;` twice.
 */
export async function readXml(xml: string, schema?: string): Promise<Element> {
  const by = schema === undefined ? {} : { schema: [schema] };
  const { normalized, errors } = await validateXML({ xml, normalization: 'c14n', ...by, ...ROOM });
  if (errors.length > 0) throw new Error(errors[0]!.message);
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (const [, end, name = '', attributes = '', text] of normalized.matchAll(TOKEN)) {
    const inside = open.at(-1)!;
    if (text !== undefined) inside.text += resolved(text);
    else if (end === '/') open.pop();
    else {
      const child: Element = { name, attributes: attributesOf(attributes), children: [], text: '' };
      inside.children.push(child);
      open.push(child);
    }
  }
  return root.children[0]!;
}

const TOKEN = /<(\/?)([\w:]+)((?:\s[\w:]+="[^"]*")*)>|([^<]+)/gu;

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(text.matchAll(/\s([\w:]+)="([^"]*)"/gu), ([, name, value]) => [name!, resolved(value!)]),
  );

const CHARACTERS: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x9;': '\t',
  '&#xA;': '\n',
  '&#xD;': '\r',
};
/** Once, so that nothing is resolved twice. */
const resolved = (text: string): string => text.replace(/&[^;]*;/gu, (reference) => CHARACTERS[reference]!);

export const childrenOf = ({ children }: Element, name: string): Element[] =>
  children.filter((child) => child.name === name);
