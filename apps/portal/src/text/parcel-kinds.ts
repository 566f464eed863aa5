/** What may stand in the timeline of a parcel, in the two languages of the portal. */
export const PARCEL_KINDS_ZH = {
  'waybill-received': '收到运单',
  'waybill-changed': '运单变更',
  'waybill-deleted': '运单删除',
  released: '海关放行',
  arrived: '运抵监管场所',
  'part-returned': '部分退货',
  'release-undone': '放行撤回',
  'entered-park': '入区',
  'left-park': '出区',
  departed: '离境',
  'signed-for': '签收',
};

export const PARCEL_KINDS_EN = {
  'waybill-received': 'waybill received',
  'waybill-changed': 'waybill changed',
  'waybill-deleted': 'waybill deleted',
  released: 'released by customs',
  arrived: 'arrived at the supervised place',
  'part-returned': 'part returned',
  'release-undone': 'release taken back',
  'entered-park': 'entered the park',
  'left-park': 'left the park',
  departed: 'left the country',
  'signed-for': 'signed for',
};
