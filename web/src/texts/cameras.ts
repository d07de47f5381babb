/** Words of the cameras beside a place. */
import { defineTexts } from '@/i18n/language'

export const useCameraTexts = defineTexts(
  {
    title: '监控视频',
    none: (km: string) => `${km} km 内没有可看的摄像机`,
    noneHint: '在“台账 · 监控视频”中登记摄像机及其位置、归属',
    own: '本处',
    away: (m: number) => (m < 1000 ? `${m} m` : `${(m / 1000).toFixed(1)} km`),
    looks: (degrees: number) => `朝向 ${Math.round(degrees)}°`,
    watch: '观看',
    stop: '关闭',
    again: '重试',
    snapshot: '保存截图',
    noSnapshot: '画面还没有出来，不能截图。',
    phase: {
      connecting: '连接中', live: '实时', late: '延迟', lost: '画面中断', forbidden: '无权观看', missing: '不能显示',
      refused: '不能取流', busy: '已达上限', closed: '已停止', failed: '连不上服务器',
    } as Record<string, string>,
    forbidden: '您没有观看这台摄像机的权限。',
    unplayable: '浏览器不能播放这路画面（编码不受支持或网络不通），正在重试。',
    age: (age: string) => `画面为 ${age}前`,
    noted: '观看会记入审计记录',
    picture: (name: string) => `${name} 的画面`,
  },
  {
    title: 'Cameras',
    none: (km: string) => `No camera to look through within ${km} km`,
    noneHint: 'Register cameras with place and owner under Registers · Cameras',
    own: 'here',
    away: (m: number) => (m < 1000 ? `${m} m` : `${(m / 1000).toFixed(1)} km`),
    looks: (degrees: number) => `towards ${Math.round(degrees)}°`,
    watch: 'Watch',
    stop: 'Close',
    again: 'Try again',
    snapshot: 'Save picture',
    noSnapshot: 'There is no picture yet to save.',
    phase: {
      connecting: 'connecting', live: 'live', late: 'late', lost: 'lost', forbidden: 'not permitted', missing: 'cannot be shown',
      refused: 'not asked', busy: 'too many open', closed: 'stopped', failed: 'no server',
    } as Record<string, string>,
    forbidden: 'You may not look through this camera.',
    unplayable: 'The browser cannot play this picture (its coding, or the network); it is tried again.',
    age: (age: string) => `picture of ${age} ago`,
    noted: 'Watching is noted in the audit trail',
    picture: (name: string) => `picture of ${name}`,
  },
)
