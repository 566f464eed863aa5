/** Text inside of an element or an attribute. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Attributes by name; `undefined` ones are left out. */
export type Attributes = Readonly<Record<string, string | undefined>>;

/** An element with what stands inside of it, which is XML already. */
export function element(name: string, attributes: Attributes, inside: readonly string[] = []) {
  let head = name;
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) head += ` ${key}="${escapeXml(value)}"`;
  return inside.length === 0 ? `<${head}/>` : `<${head}>${inside.join('')}</${name}>`;
}

/** A whole document. */
export function documentOf(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}
