import type { MessageTable } from './fields.ts';
import type { MessageType } from './message.ts';
import { ceb311 } from './tables/ceb311.ts';
import { ceb312 } from './tables/ceb312.ts';
import { ceb411 } from './tables/ceb411.ts';
import { ceb412 } from './tables/ceb412.ts';
import { ceb511 } from './tables/ceb511.ts';
import { ceb512 } from './tables/ceb512.ts';
import { ceb513 } from './tables/ceb513.ts';
import { ceb514 } from './tables/ceb514.ts';
import { ceb621 } from './tables/ceb621.ts';
import { ceb622 } from './tables/ceb622.ts';
import { ceb900 } from './tables/ceb900.ts';

/** Namespace of every business message; senders choose the prefix. */
export const CEB_NAMESPACE = 'http://www.chinaport.gov.cn/ceb';

/** Namespace of the signature block. */
export const DS_NAMESPACE = 'http://www.w3.org/2000/09/xmldsig#';

/**
 * Every message we have a table for: a new message is an entry here, a table file and its type in
 * message.ts.
 */
export const MESSAGE_TABLES: { readonly [T in MessageType]: MessageTable & { readonly type: T } } =
  {
    CEB311Message: ceb311,
    CEB312Message: ceb312,
    CEB411Message: ceb411,
    CEB412Message: ceb412,
    CEB511Message: ceb511,
    CEB512Message: ceb512,
    CEB513Message: ceb513,
    CEB514Message: ceb514,
    CEB621Message: ceb621,
    CEB622Message: ceb622,
    CEB900Message: ceb900,
  };

/** Whether `name` is a message we have a table for. */
export function isMessageType(name: string): name is MessageType {
  return Object.hasOwn(MESSAGE_TABLES, name);
}

/** All message types in the order of the registry. */
export const MESSAGE_TYPES: readonly MessageType[] =
  Object.keys(MESSAGE_TABLES).filter(isMessageType);
