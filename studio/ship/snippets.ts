import type { ShippedModel, ShippingTarget } from '../../src/studio/shipping-contract.ts';

/** A few lines of a program. */
export interface Snippet {
  /** Where it runs: a name that is the same in every language. */
  readonly title: string;
  readonly code: string;
}

/** The model in Node, as `docs/library.md` has it. @param file Of the download, packed. */
export function modelSnippets({ file, sound }: Pick<ShippedModel, 'file' | 'sound'>): readonly Snippet[] {
  const folder = file.replace(/\.zip$/, '');
  const given = sound === undefined ? 'photo.jpg' : 'sound.wav';
  return [
    {
      title: 'Node.js',
      code: `// npm install graft-ml
import { loadModel } from 'graft-ml';

const model = await loadModel(${quoted(`./${folder}`)}); // unpacked
const [predictions = []] = await model.predict(['${given}']);
for (const { label, probability } of predictions) console.log(label, probability);
await model.close();`,
    },
    { title: 'Shell', code: `npx graft-ml predict ${shellQuoted(`./${folder}`)} ${given}` },
  ];
}

/** How an export is used, as `docs/exporting.md`, `docs/phones.md` and `docs/web.md` have it. */
export function targetSnippets(
  target: ShippingTarget,
  file: string,
  { input, sound }: Pick<ShippedModel, 'input' | 'sound'>,
): readonly Snippet[] {
  switch (target) {
    case 'onnx':
      return [{ title: 'Python', code: sound === undefined ? python(file, input) : pythonOfSounds(file, sound) }];
    case 'tflite':
      if (sound !== undefined)
        return [
          { title: 'JavaScript', code: mediaPipeOfSounds(file, sound) },
          { title: 'Android', code: androidOfSounds(file) },
        ];
      return [
        {
          title: 'Android',
          code: `// implementation("com.google.mediapipe:tasks-vision"), the file in assets/
val classifier = ImageClassifier.createFromFile(context, ${quoted(file)})
val result = classifier.classify(BitmapImageBuilder(bitmap).build())
result.classificationResult().classifications().first().categories().first().categoryName()`,
        },
        {
          title: 'iOS',
          code: `// pod 'MediaPipeTasksVision', the file in the bundle
let path = Bundle.main.path(forResource: ${quoted(file.replace(/\.tflite$/, ''))}, ofType: "tflite")!
let classifier = try ImageClassifier(modelPath: path)
let result = try classifier.classify(image: MPImage(uiImage: photo))
result.classificationResult.classifications.first?.categories.first?.categoryName`,
        },
      ];
    case 'web':
      return [
        {
          title: 'JavaScript',
          code: sound === undefined ? classifyPhoto(file) : classifySound(file),
        },
        { title: 'Shell', code: `npx serve ${shellQuoted(`./${file.replace(/\.zip$/, '')}`)}   # the page as it is` },
      ];
    case 'coreml':
      return [
        {
          title: 'Swift',
          code: `// drag the file into the Xcode project: it makes the class
let model = try VNCoreMLModel(for: ${swiftName(file)}(configuration: MLModelConfiguration()).model)
let request = VNCoreMLRequest(model: model) { request, _ in
  for guess in (request.results as? [VNClassificationObservation] ?? []).prefix(3) {
    print(guess.identifier, guess.confidence)
  }
}
request.imageCropAndScaleOption = ${{ stretch: '.scaleFill', crop: '.centerCrop', pad: '.scaleFit' }[input.fit]} // as it was trained
try VNImageRequestHandler(cgImage: photo, orientation: .up).perform([request])`,
        },
      ];
  }
}

/** A request to the endpoint. @param token What is shown for it. */
export function endpointSnippet(
  { url, model }: { readonly url: string; readonly model: string },
  token: string,
  sound?: ShippedModel['sound'],
): Snippet {
  return {
    title: 'curl',
    code: `export GRAFT_TOKEN='${token}'
curl -H "Authorization: Bearer $GRAFT_TOKEN" -F ${sound === undefined ? 'image=@photo.jpg' : 'sound=@sound.wav'} ${url}/v1/models/${model}/predict`,
  };
}

const module = (file: string): string => `./${encodeURI(file.replace(/\.zip$/, ''))}/classify.js`;

function classifyPhoto(file: string): string {
  return `<img id="photo" src="photo.jpg" />
<script type="module">
  import { classify } from '${module(file)}';
  const [best] = await classify(document.querySelector('#photo'));
  console.log(best.label, best.probability);
</script>`;
}

function classifySound(file: string): string {
  return `<input id="sound" type="file" accept="audio/*" />
<script type="module">
  import { classify } from '${module(file)}';
  document.querySelector('#sound').onchange = async ({ target }) => {
    const [best] = await classify(target.files[0]);
    console.log(best.label, best.probability);
  };
</script>`;
}

/** What a recording is as a whole, as docs/phones.md has it. */
function mediaPipeOfSounds(file: string, { windowSeconds }: NonNullable<ShippedModel['sound']>): string {
  return `// npm install @mediapipe/tasks-audio
const files = await FilesetResolver.forAudioTasks('/mediapipe/wasm');
const classifier = await AudioClassifier.createFromOptions(files, { baseOptions: { modelAssetPath: ${quoted(`/${file}`)} } });
const stretches = classifier.classify(samples, sampleRate); // Float32Array, one channel, -1 to 1, its own rate
const length = (1000 * samples.length) / sampleRate;
const sums = new Map();
for (const { timestampMs, classifications: [{ categories }] } of stretches) {
  if (timestampMs > 0 && timestampMs + ${500 * windowSeconds} > length) continue; // mostly zeros
  for (const { categoryName, score } of categories) sums.set(categoryName, (sums.get(categoryName) ?? 0) + Math.log(score + 1e-30));
}
const [[best]] = [...sums].sort(([, a], [, b]) => b - a);
console.log(best);`;
}

function androidOfSounds(file: string): string {
  return `// implementation("com.google.mediapipe:tasks-audio"), the file in assets/
val classifier = AudioClassifier.createFromFile(context, ${quoted(file)})
val format = AudioData.AudioDataFormat.builder().setNumOfChannels(1).setSampleRate(sampleRate).build()
val data = AudioData.create(format, samples.size).apply { load(samples) } // FloatArray, -1 to 1
val stretches = classifier.classify(data).classificationResults() // each as long as a window`;
}

/** Of a sound's loudest part, as long as a window. */
function pythonOfSounds(file: string, { sampleRate, windowSeconds }: NonNullable<ShippedModel['sound']>): string {
  return `# pip install onnxruntime librosa
import json, librosa, numpy, onnxruntime

session = onnxruntime.InferenceSession(${quoted(file)})
labels = json.loads(session.get_modelmeta().custom_metadata_map["labels"])
length = ${Math.round(sampleRate * windowSeconds)}  # ${windowSeconds} s at ${sampleRate} hertz
sound, _ = librosa.load("sound.wav", sr=${sampleRate}, mono=True)
sound = librosa.util.fix_length(sound, size=max(length, len(sound)))
start = numpy.convolve(sound**2, numpy.ones(length), "valid").argmax()
window = sound[start : start + length].astype(numpy.float32)
probabilities = session.run(["probabilities"], {"waveform": window[None]})[0][0]
print(labels[probabilities.argmax()], probabilities.max())`;
}

function python(file: string, { width, height, fit, padding }: ShippedModel['input']): string {
  const size = `(${width}, ${height})`;
  const brought = {
    stretch: `photo.resize(${size}, Image.BILINEAR)`,
    crop: `ImageOps.fit(photo, ${size}, Image.BILINEAR)`,
    pad: `ImageOps.pad(photo, ${size}, Image.BILINEAR, (${padding.join(', ')}))`,
  }[fit];
  return `# pip install onnxruntime pillow numpy
import json, numpy, onnxruntime
from PIL import Image, ImageOps

session = onnxruntime.InferenceSession(${quoted(file)})
labels = json.loads(session.get_modelmeta().custom_metadata_map["labels"])
photo = ImageOps.exif_transpose(Image.open("photo.jpg")).convert("RGB")
pixels = numpy.asarray(${brought})[None]
probabilities = session.run(["probabilities"], {"pixels": pixels})[0][0]
print(labels[probabilities.argmax()], probabilities.max())`;
}

/** A text as JavaScript, Python, Kotlin and Swift write it: names of files hold no sign that they would read differently. */
const quoted = (text: string): string => JSON.stringify(text);

const shellQuoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text}'`);

/** The class that Xcode makes of a file. */
function swiftName(file: string): string {
  const name = file.replace(/\.mlmodel$/, '').replaceAll(/[^\p{L}\p{N}_]/gu, '_');
  return /^\p{N}/u.test(name) ? `_${name}` : name;
}
