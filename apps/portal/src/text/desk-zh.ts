import { showCount } from '../format.ts';
import type { deskEn } from './desk-en.ts';

/** Chinese words of the trader's desk; see zh.ts. */
export const deskZh: typeof deskEn = {
  list: {
    quick: '快捷筛选',
    all: '全部',
    needs: '待我处理',
    under: '海关处理中',
    today: '今日申报',
    done: '已放行',
    from: '申报日期自',
    until: '至',
    save: '保存视图',
    saveName: '视图名称',
    saveDone: '保存',
    saveCancel: '取消',
    forget: (name: string) => `删除视图“${name}”`,
    views: '已存视图',
    length: (count: number) => `共 ${showCount(count)} 票`,
    measuring: '正在计数…',
    place: (first: number, last: number) => `第 ${showCount(first)} – ${showCount(last)} 票`,
    keys: '↑ ↓ 移动，Page Up/Down、Home、End 跳转，回车打开，/ 搜索，Ctrl-K 打开命令面板',
    filters: (count: number) => (count === 0 ? '筛选条件' : `筛选条件（${count}）`),
    reading: '读取中…',
  },
};
