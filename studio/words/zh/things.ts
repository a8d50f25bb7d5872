/** What a project is of, in the words of whoever looks at it. */
export interface Things {
  readonly noun: string;
  /** What is put between a number and the noun. */
  readonly unit: string;
  /** What the classifier is shown. */
  readonly picture: string;
  /** Where they are recorded from. */
  readonly source: string;
  readonly count: (number: number) => string;
}

export const photoThings: Things = { noun: '照片', unit: '张', picture: '图片', source: '摄像头', count: (number) => `${number} 张照片` };

export const soundThings: Things = { noun: '录音', unit: '段', picture: '录音', source: '麦克风', count: (number) => `${number} 段录音` };
