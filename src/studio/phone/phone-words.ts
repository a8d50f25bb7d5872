import type { Medium } from '../project/medium.ts';

/** What the phone's page says. `{0}` stands for a number. */
export interface PhoneWords {
  readonly language: string;
  readonly title: string;
  readonly text: string;
  readonly take: string;
  readonly choose: string;
  readonly none: string;
  readonly one: string;
  readonly many: string;
  readonly sending: string;
  readonly refused: string;
  readonly again: string;
  readonly closed: string;
  /** What else to know about recordings; empty for photos. */
  readonly hint: string;
}

type Both = Readonly<Record<Medium, PhoneWords>>;

const englishPhotos: PhoneWords = {
  language: 'en',
  title: 'Photos for Graft Studio',
  text: 'They go to the class that was chosen on the computer, over your own network. Keep this page open until all have arrived.',
  take: 'Take a photo',
  choose: 'Choose photos',
  none: 'No photo has arrived yet.',
  one: '1 photo arrived',
  many: '{0} photos arrived',
  sending: 'Sending: {0} to go',
  refused: '{0} could not be added:',
  again: 'Send them again',
  closed: 'The computer does not answer: the door may be closed. Open it again there, and scan the new code.',
  hint: '',
};

const english: Both = {
  photos: englishPhotos,
  sounds: {
    ...englishPhotos,
    title: 'Recordings for Graft Studio',
    take: 'Record',
    choose: 'Choose recordings',
    none: 'No recording has arrived yet.',
    one: '1 recording arrived',
    many: '{0} recordings arrived',
    hint: 'Where your phone opens no recorder here, record with its own app, and choose the recording.',
  },
};

const chinesePhotos: PhoneWords = {
  language: 'zh-CN',
  title: '发送照片到 Graft Studio',
  text: '照片经由您自己的网络，传到电脑上所选的类别。全部送达之前，请不要关闭此页面。',
  take: '拍照',
  choose: '选择照片',
  none: '还没有照片送达。',
  one: '已送达 1 张照片',
  many: '已送达 {0} 张照片',
  sending: '正在发送：还剩 {0} 张',
  refused: '{0} 张未能添加：',
  again: '重新发送',
  closed: '电脑没有应答：入口可能已关闭。请在电脑上重新打开，并扫描新的二维码。',
  hint: '',
};

const chinese: Both = {
  photos: chinesePhotos,
  sounds: {
    ...chinesePhotos,
    title: '发送录音到 Graft Studio',
    text: '录音经由您自己的网络，传到电脑上所选的类别。全部送达之前，请不要关闭此页面。',
    take: '录音',
    choose: '选择录音',
    none: '还没有录音送达。',
    one: '已送达 1 段录音',
    many: '已送达 {0} 段录音',
    sending: '正在发送：还剩 {0} 段',
    refused: '{0} 段未能添加：',
    hint: '如果手机没有在这里打开录音机，请先用录音应用录好，再在这里选择。',
  },
};

/** The words in the language that a browser asks for first, of those there are. @param accepted An `Accept-Language` header. */
export function phoneWords(accepted: string, medium: Medium): PhoneWords {
  const wanted = accepted
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find((one) => one !== undefined);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => quality > 0 && /^(en|zh)\b/.test(tag))
    .toSorted((a, b) => b.quality - a.quality);
  return (wanted[0]?.tag.startsWith('zh') ? chinese : english)[medium];
}
