import { maskText } from '@pilotzone/single-window/model/mask-document';

// An element of a field: its name with any prefix, what stands in it, and its end.
const ELEMENT = /<((?:[\w.-]+:)?([\w.-]+))(\s[^<>]*)?>([^<>]*)<\/\1\s*>/g;

/**
 * A message as it travelled, with personal data masked field by field; everything else is byte for
 * byte what was sent. Only what stands between the tags of a known field can be masked: a text that
 * is no XML, or hides something in CDATA or comments, is not shown at all.
 */
export function maskMessage(text: string): string | null {
  if (!text.trimStart().startsWith('<') || /<!\[CDATA\[|<!--/.test(text)) return null;
  return text.replaceAll(ELEMENT, (all, ...[tag, name, attributes = '', value]: string[]) => {
    const masked = maskText(name ?? '', value ?? '');
    return masked === value ? all : `<${tag ?? ''}${attributes}>${masked}</${tag ?? ''}>`;
  });
}
