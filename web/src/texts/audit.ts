/** The facts of an audit entry in words: keys as the server notes them, and the few values that are codes. */
import { defineTexts } from '@/i18n/language'

interface AuditTexts {
  readonly facts: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, string>>
}

const zh: AuditTexts = {
  facts: {
    number: '编号', option: '方案', proposed: '由求解提出', oil_run: '溢油计算', note: '说明', text: '内容', reason: '理由', kind: '类别', corrects: '更正',
    organisation: '单位', name: '名称', rest: '休息', first: '甲', second: '乙', tier: '级别', state: '状态', lesson: '经验', level: '级别', identifier: '标识',
    code: '编码', driver: '协议', login: '登录', key: '密钥', file: '文件', frames: '报文', stored: '入库', from: '起', to: '止', substance: '物质', model: '模型',
    creates: '新增', updates: '修改', format: '格式', rows: '行数', version: '版本', forecast: '预测', lines: '措施', line: '措施', sample: '样品', samples: '样品',
    clock: '时限', entry: '日志', shift: '班次', who: '人员', item: '事项', late: '迟', called: '点到', steps: '步骤', alarm: '警情', assessment: '气体研判',
    instead_of: '代替', names: '人员', at: '时间', detector: '检测器', again: '再次', filter: '筛选', incident: '事件', cause: '原因', result: '结果', way: '方式',
    until: '至', rung: '上报对象', receipts: '回执', withdrawn: '撤回', title: '标题', week: '周',
  },
  values: {
    True: '是', False: '否', true: '是', false: '否', None: '无', null: '无', set: '已设置', removed: '已删除',
    open: '待处理', taken: '处理中', dismissed: '已排除', incident: '已转事件', ended: '已结束', accepted: '采纳', dropped: '不采纳', changed: '已改', proposed: '待答复',
    call: '来电', report: '报告', order: '指令', information: '情报', other: '其他', red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色',
  },
}
export const useAuditTexts = defineTexts<AuditTexts>(zh, {
  facts: {
    oil_run: 'oil run', corrects: 'corrects', rest: 'day off', instead_of: 'instead of', rung: 'told', creates: 'added', updates: 'changed', stored: 'stored',
  },
  values: { True: 'yes', False: 'no', true: 'yes', false: 'no', None: 'none', null: 'none' },
})
