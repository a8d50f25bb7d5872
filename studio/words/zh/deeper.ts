import type { deeper as english } from '../en/deeper.ts';
import type { Things } from './things.ts';

export function deeper(things: Things): ReturnType<typeof english> {
  return {
    title: '训练得更深',
    text: `从某一层起，预训练模型的各层也从您的${things.noun}中学习：按下按钮后需要几分钟，而不是几秒。可能更好，${things.noun}越多越明显。`,
    layer: '起始层',
    off: '关闭：只训练顶层',
    option: (from, weights) => `${from}：${weights} 个权重`,
    linearOnly: '只能与“线性”一起使用。',
    later: '载入预训练模型之后才知道可以从哪些层开始：请先使用它。',
    nowhere: '这个预训练模型没有可以开始训练的层。',
    cost: (weights, kept) => `训练 ${weights} 个权重，最多 4 轮。每${things.unit}${things.noun}在本机保存 ${kept}。`,
    about: (time) => `在本机大约需要 ${time}。`,
    keeps: `留出五分之一的${things.noun}用于检验。如果没有一轮明显优于只训练顶层，就保留只训练顶层的结果。`,
    costOn: '按下“训练得更深”后才开始。在此之前由顶层作答。',
    costOff: '恢复为只训练顶层：片刻即可。',
    start: '训练得更深',
    from: (layer) => `从 ${layer} 起训练`,
    wanted: (layer) => `目前只训练了顶层，还没有训练从 ${layer} 起的各层。`,
    steps: {
      starting: '训练得更深：正在准备……',
      activations: (done, total) => `训练得更深：正在计算不变的部分（仅此一次）：${done} / ${total} ${things.unit}${things.noun}。`,
      epochs: '训练得更深：正在学习……',
      report: '训练得更深：正在写入模型和报告……',
    },
    kept: (from, before, after, photos) =>
      `已从 ${from} 起训练：留出的 ${photos} ${things.unit}${things.noun}中 ${after} 识别正确，只训练顶层时为 ${before}。`,
    notKept: (from, epochs) =>
      `从 ${from} 起训练了 ${epochs} 轮，在留出的${things.noun}上没有一轮明显优于只训练顶层。现在使用的是只训练顶层的结果。`,
    unjudged: (from) => `已从 ${from} 起训练。没有可以留出的${things.noun}，因此无法检验。`,
    chart: `每一轮在留出${things.noun}上的表现`,
    chartLabel: (epochs, last) => `${epochs} 轮中每一轮之后识别正确的比例；最近一轮：${last}。表格中有同样的数据。`,
    epoch: '轮次',
    headAlone: '只有顶层',
    right: '识别正确',
    loss: '对数损失',
    ownLoss: '学习时的损失',
    keptMark: '已保留',
  };
}
