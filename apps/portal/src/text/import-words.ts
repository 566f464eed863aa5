/** Texts about imports of rates and lists made so far, in the portal's two languages. */
export const IMPORTS_EN = {
  title: 'Imports so far',
  about:
    'The latest first. A planned import can be withdrawn until its day begins: the import before ' +
    'it then counts again, and the withdrawal stays on record.',
  none: 'Nothing was imported yet',
  noneFix: 'The demo’s rates and lists judge until you import your own above.',
  file: 'File',
  by: 'Imported by',
  at: 'Imported',
  inForceFrom: 'In force from',
  effect: 'New, changed, ended',
  numbers: (added: string, changed: string, closed: string) => `${added} / ${changed} / ${closed}`,
  notNoted: 'not noted',
  states: { planned: 'Planned', begun: 'Begun', withdrawn: 'Withdrawn' },
  withdraw: 'Withdraw',
  reason: 'Why, at least four characters',
  confirm: (file: string) => `Withdraw ${file}`,
  onTop: 'Withdraw the later import of this kind first.',
  planned: (day: string) => `Planned: in force from ${day}; until then it can be withdrawn below.`,
};

export const IMPORTS_ZH: typeof IMPORTS_EN = {
  title: '导入记录',
  about:
    '最新的在前。计划中的导入在生效日开始前可以撤回：撤回后恢复适用前一次导入，撤回记录永久保留。',
  none: '尚未导入',
  noneFix: '导入之前按演示数据判定；请在上方导入您的税率和清单。',
  file: '文件',
  by: '导入人',
  at: '导入时间',
  inForceFrom: '生效日',
  effect: '新增 / 变更 / 终止',
  numbers: (added, changed, closed) => `增 ${added} · 改 ${changed} · 止 ${closed}`,
  notNoted: '未记录',
  states: { planned: '计划中', begun: '已开始生效', withdrawn: '已撤回' },
  withdraw: '撤回',
  reason: '撤回原因，至少四个字',
  confirm: (file) => `撤回 ${file}`,
  onTop: '请先撤回其后的同类导入。',
  planned: (day) => `计划中：自 ${day} 起生效；此前可在下方撤回。`,
};
