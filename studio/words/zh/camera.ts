import type { camera as english } from '../en/camera.ts';

export const camera: typeof english = {
  picture: '摄像头画面',
  opening: '正在打开摄像头……浏览器可能会询问是否允许本页使用它。',
  which: '摄像头',
  unnamed: (number) => `摄像头 ${number}`,
  mirror: '镜像显示',
  again: '重试',
  faults: {
    refused: { title: '没有使用摄像头的权限', text: '请点击地址旁的摄像头或锁形图标，允许后重试。画面不会离开这台电脑。' },
    none: { title: '没有找到摄像头', text: '请接上摄像头，或者用手机：类别菜单里的“用手机拍”。' },
    busy: { title: '摄像头没有响应', text: '可能正被其他程序使用。请关闭那个程序后重试。' },
    unsupported: {
      title: '本页无法使用摄像头',
      text: '浏览器只允许 127.0.0.1、localhost 或 https 的页面使用摄像头，请在那里打开 Studio。',
    },
    lost: { title: '摄像头已断开', text: '请重新接上后重试。' },
  },
};
