import { computed } from '@preact/signals';
import { language } from '../state/language.ts';

/** Numbers as people write them. */
export interface Formats {
  /** 0.934 as "93.4 %". */
  percent(part: number, digits?: number): string;
  whole(number: number): string;
  /** 12,800,000 as "12.8 million". */
  magnitude(number: number): string;
  /** 1.26 as "1.3". */
  decimal(number: number, digits: number): string;
  /** 0.03 as "0.030": numbers that stand in a column. */
  fixed(number: number, digits: number): string;
  /** 1.26 as "+1.3". */
  signed(number: number, digits: number): string;
  /** 91,000,000 as "91 MB". */
  bytes(number: number): string;
  /** 75 s as "1 min 15 s". */
  seconds(number: number): string;
  /** A moment, short: today by the clock, else with the day. */
  moment(milliseconds: number): string;
}

/** A space that no line breaks at. */
const joint = '\u00a0';

/** Numbers in the language of the page. */
export const formats = computed<Formats>(() => {
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB';
  const isChinese = language.value === 'zh';
  const number = (value: number, digits: number): string => value.toLocaleString(locale, { maximumFractionDigits: digits });
  return {
    percent: (part, digits = 1) =>
      `${(100 * part).toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })}${isChinese ? '' : joint}%`,
    whole: (value) => number(value, 0),
    magnitude: (value) => value.toLocaleString(locale, { notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 3 }),
    decimal: number,
    fixed: (value, digits) => value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    signed: (value, digits) =>
      value.toLocaleString(locale, { signDisplay: 'always', minimumFractionDigits: digits, maximumFractionDigits: digits }),
    bytes: (value) => {
      if (value < 1e3) return `${value}${joint}B`;
      if (value < 1e6) return `${number(value / 1e3, 0)}${joint}kB`;
      if (value < 1e9) return `${number(value / 1e6, value < 1e7 ? 1 : 0)}${joint}MB`;
      return `${number(value / 1e9, 1)}${joint}GB`;
    },
    seconds: (value) => {
      const [minute, second] = isChinese ? ['分', '秒'] : ['min', 's'];
      if (value < 10) return `${number(value, 1)}${joint}${second}`;
      const rounded = Math.round(value);
      if (rounded < 60) return `${rounded}${joint}${second}`;
      return `${Math.floor(rounded / 60)}${joint}${minute}${joint}${rounded % 60}${joint}${second}`;
    },
    moment: (milliseconds) => {
      const when = new Date(milliseconds);
      const isToday = when.toDateString() === new Date().toDateString();
      return when.toLocaleString(locale, {
        hour: '2-digit',
        minute: '2-digit',
        ...(isToday ? { second: '2-digit' } : { day: 'numeric', month: 'short' }),
      });
    },
  };
});
