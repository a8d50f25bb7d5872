import type { train as english } from '../en/train.ts';
import type { Things } from './things.ts';

function often(pValue: number): string {
  if (pValue < 0.01) return '不到百分之一';
  if (pValue > 0.99) return '几乎是百分之百';
  return `约为百分之${Math.round(100 * pValue)}`;
}

export function train(things: Things): ReturnType<typeof english> {
  const photos = things.count;
  return {
    title: '训练',
    start: '立即训练',
    stop: '停止',
    firstTitle: '正在进行第一次学习',
    firstText: '完成后，这里会立即显示。',
    enoughText: `${things.noun}已经足够，但还没有从中学习。`,
    namedRightly: `的${things.noun}识别正确`,
    soFar: `（截至目前）的${things.noun}识别正确`,
    interval: (low, high) => `${low} 至 ${high}`,
    nothingYet: '还没有学到任何东西。',
    upToDate: `所有${things.noun}都已学习。`,
    stale: '上次训练之后有改动。',
    lacking: '开始学习之前还需要：',
    moreClasses: (number) => (number === 1 ? `再添加一个有${things.noun}的类别。` : `添加 ${number} 个有${things.noun}的类别。`),
    morePhotos: (number) => `还需要 ${photos(number)}`,
    preparingBackbone: '正在准备预训练模型……',
    fetchingBackbone: (done, total) => `正在下载预训练模型（仅此一次）：${done} / ${total}……`,
    preparingNetwork: '正在载入预训练模型……',
    features: (done, total) => `正在看${things.noun}：${done} / ${total}。`,
    left: (time) => `大约还需 ${time}。`,
    fitting: `正在学习，并用留出的${things.noun}检验自己……`,
    failed: '训练失败。',
    chartTitle: '历次训练的准确率',
    chartLabel: (number, last) => `${number} 次训练的准确率；最近一次：${last}。下方列表中有同样的数据。`,
    chartText: `圆点是在留出${things.noun}上的准确率；竖线表示真实值有 95% 的把握落在其中。${things.noun}越多，竖线越短。`,
    runs: '全部训练',
    runsText: '勾选两次训练即可比较。',
    allRuns: (number) => `显示全部 ${number} 次`,
    pick: (time) => `比较 ${time} 的训练`,
    notMeasured: '未测量',
    sizes: (classes, number) => `${classes} 个类别，${photos(number)}`,
    took: (time) => `用时 ${time}`,
    details: '详情',
    runOf: (time) => `${time} 的训练`,
    accuracy: '准确率',
    intervalName: '95% 区间',
    balanced: '平衡准确率',
    calibration: '校准误差',
    computed: `重新看过的${things.noun}`,
    time: '用时',
    classTable: '对每个类别的掌握程度（最弱的在前）',
    class: '类别',
    photosColumn: `${things.noun}`,
    recall: '找出的比例（召回率）',
    precision: '说对的比例（精确率）',
    compareTitle: (older, newer) => `${older} 对比 ${newer}`,
    older: (settings) => `较旧：${settings}。`,
    newer: (settings) => `较新：${settings}。`,
    comparing: '正在比较……',
    nothingShared: `两次训练没有共同判断过的${things.noun}，无法比较。`,
    compared: (shared, onlyFirst, onlySecond) =>
      onlyFirst + onlySecond === 0
        ? `在两者都判断过的 ${photos(shared)}中，它们的对错完全一致。`
        : `在两者都判断过的 ${photos(shared)}中，有 ${onlySecond} ${things.unit}只有较新的判断正确，有 ${onlyFirst} ${things.unit}只有较旧的判断正确。`,
    chance: (pValue) => `仅凭偶然出现这种差异的可能性${often(pValue)}${pValue < 0.05 ? '：差异很可能是真实的。' : '：不能据此下结论。'}`,
    settings: '训练方式',
    auto: '自动训练',
    autoText: '有改动后稍等片刻即开始。',
    backbone: '预训练模型',
    top1: (part) => `ImageNet 准确率 ${part}`,
    isHere: (size) => `${size}，已在本机`,
    mustFetch: (size) => `需下载 ${size}，仅此一次`,
    pace: (number) => `在本机每秒 ${number} ${things.unit}`,
    cut: '在哪一层截取',
    cutText: (numbers) =>
      `${numbers === undefined ? '' : `学习的依据：每${things.unit}${things.noun} ${numbers} 个数。`}靠前的层看纹理和颜色，靠后的层看物体。`,
    cutAt: (backbone, cut) => `${backbone}，截取于 ${cut}`,
    head: '在其上学习什么',
    heads: {
      softmax: { name: '线性', text: `很快；${things.noun}不多时很难被超越。片刻即可。` },
      mlp: { name: '小型神经网络', text: `每类有几百${things.unit}${things.noun}时可能更好。用时要长许多倍。` },
      knn: { name: `最近的${things.noun}`, text: `不学习，而是与每${things.unit}${things.noun}比较：适合形状各异的类别；判断时较慢。` },
    },
    lastTime: (time) => `上次在本机用时 ${time}。`,
    fit: `如何把${things.noun}变成方形`,
    fits: {
      stretch: { name: '拉伸', text: '看到全部内容，形状略有变形。' },
      crop: { name: '裁剪', text: '形状不变，切掉边缘。' },
      pad: { name: '留边', text: '形状和边缘都保留，但整体变小。' },
    },
    keep: '使用这些设置',
    costFetch: (size) => `首先要下载 ${size}。`,
    costHub: '首先要从 Hugging Face hub 下载预训练模型。',
    costHead: '只需重新学习顶层：片刻即可。',
    costFeatures: (number, about) => `全部 ${photos(number)}要重新看一遍${about === undefined ? '' : `：大约 ${about}`}，除非以前看过。`,
  };
}
