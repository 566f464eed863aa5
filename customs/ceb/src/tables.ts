import type { MessageTable } from './fields.ts';
import type { MessageType } from './message.ts';
import { ceb213 } from './tables/ceb213.ts';
import { ceb214 } from './tables/ceb214.ts';
import { ceb215 } from './tables/ceb215.ts';
import { ceb216 } from './tables/ceb216.ts';
import { ceb303 } from './tables/ceb303.ts';
import { ceb304 } from './tables/ceb304.ts';
import { ceb311 } from './tables/ceb311.ts';
import { ceb312 } from './tables/ceb312.ts';
import { ceb403 } from './tables/ceb403.ts';
import { ceb404 } from './tables/ceb404.ts';
import { ceb411 } from './tables/ceb411.ts';
import { ceb412 } from './tables/ceb412.ts';
import { ceb505 } from './tables/ceb505.ts';
import { ceb506 } from './tables/ceb506.ts';
import { ceb507 } from './tables/ceb507.ts';
import { ceb508 } from './tables/ceb508.ts';
import { ceb509 } from './tables/ceb509.ts';
import { ceb510 } from './tables/ceb510.ts';
import { ceb511 } from './tables/ceb511.ts';
import { ceb512 } from './tables/ceb512.ts';
import { ceb513 } from './tables/ceb513.ts';
import { ceb514 } from './tables/ceb514.ts';
import { ceb603 } from './tables/ceb603.ts';
import { ceb604 } from './tables/ceb604.ts';
import { ceb605 } from './tables/ceb605.ts';
import { ceb606 } from './tables/ceb606.ts';
import { ceb607 } from './tables/ceb607.ts';
import { ceb608 } from './tables/ceb608.ts';
import { ceb621 } from './tables/ceb621.ts';
import { ceb622 } from './tables/ceb622.ts';
import { ceb623 } from './tables/ceb623.ts';
import { ceb624 } from './tables/ceb624.ts';
import { ceb625 } from './tables/ceb625.ts';
import { ceb626 } from './tables/ceb626.ts';
import { ceb701 } from './tables/ceb701.ts';
import { ceb702 } from './tables/ceb702.ts';
import { ceb711 } from './tables/ceb711.ts';
import { ceb712 } from './tables/ceb712.ts';
import { ceb792 } from './tables/ceb792.ts';
import { ceb816 } from './tables/ceb816.ts';
import { ceb818 } from './tables/ceb818.ts';
import { ceb900 } from './tables/ceb900.ts';

/** Namespace of every business message; senders choose the prefix. */
export const CEB_NAMESPACE = 'http://www.chinaport.gov.cn/ceb';

/** Namespace of the signature block. */
export const DS_NAMESPACE = 'http://www.w3.org/2000/09/xmldsig#';

/**
 * Every message of the protocol, imports first: a new message is an entry here, a table file and
 * its type in message.ts.
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
    CEB623Message: ceb623,
    CEB624Message: ceb624,
    CEB625Message: ceb625,
    CEB626Message: ceb626,
    CEB711Message: ceb711,
    CEB712Message: ceb712,
    CEB816Message: ceb816,
    CEB818Message: ceb818,
    CEB303Message: ceb303,
    CEB304Message: ceb304,
    CEB403Message: ceb403,
    CEB404Message: ceb404,
    CEB505Message: ceb505,
    CEB506Message: ceb506,
    CEB507Message: ceb507,
    CEB508Message: ceb508,
    CEB509Message: ceb509,
    CEB510Message: ceb510,
    CEB603Message: ceb603,
    CEB604Message: ceb604,
    CEB605Message: ceb605,
    CEB606Message: ceb606,
    CEB607Message: ceb607,
    CEB608Message: ceb608,
    CEB701Message: ceb701,
    CEB702Message: ceb702,
    CEB792Message: ceb792,
    CEB213Message: ceb213,
    CEB214Message: ceb214,
    CEB215Message: ceb215,
    CEB216Message: ceb216,
    CEB900Message: ceb900,
  };

/** Whether `name` is a message we have a table for. */
export function isMessageType(name: string): name is MessageType {
  return Object.hasOwn(MESSAGE_TABLES, name);
}

/** All message types in the order of the registry. */
export const MESSAGE_TYPES: readonly MessageType[] =
  Object.keys(MESSAGE_TABLES).filter(isMessageType);
