import type { ShippedModel, ShippingTarget } from '../../src/studio/shipping-contract.ts';

/** A few lines of a program. */
export interface Snippet {
  /** Where it runs: a name that is the same in every language. */
  readonly title: string;
  readonly code: string;
}

/** The model in Node, as `docs/library.md` has it. @param file Of the download, packed. */
export function modelSnippets({ file }: Pick<ShippedModel, 'file'>): readonly Snippet[] {
  const folder = file.replace(/\.zip$/, '');
  return [
    {
      title: 'Node.js',
      code: `// npm install graft-ml
import { loadModel } from 'graft-ml';

const model = await loadModel(${quoted(`./${folder}`)}); // unpacked
const [predictions = []] = await model.predict(['photo.jpg']);
for (const { label, probability } of predictions) console.log(label, probability);
await model.close();`,
    },
    { title: 'Shell', code: `npx graft-ml predict ${shellQuoted(`./${folder}`)} photo.jpg` },
  ];
}

/** How an export is used, as `docs/exporting.md`, `docs/phones.md` and `docs/web.md` have it. */
export function targetSnippets(target: ShippingTarget, file: string, { input }: Pick<ShippedModel, 'input'>): readonly Snippet[] {
  switch (target) {
    case 'onnx':
      return [{ title: 'Python', code: python(file, input) }];
    case 'tflite':
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
          code: `<img id="photo" src="photo.jpg" />
<script type="module">
  import { classify } from './${encodeURI(file.replace(/\.zip$/, ''))}/classify.js';
  const [best] = await classify(document.querySelector('#photo'));
  console.log(best.label, best.probability);
</script>`,
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
export function endpointSnippet({ url, model }: { readonly url: string; readonly model: string }, token: string): Snippet {
  return {
    title: 'curl',
    code: `export GRAFT_TOKEN='${token}'
curl -H "Authorization: Bearer $GRAFT_TOKEN" -F image=@photo.jpg ${url}/v1/models/${model}/predict`,
  };
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
