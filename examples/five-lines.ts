// Train on a folder of photos, keep the model, ask it: npx tsx examples/five-lines.ts photos.graft photo.jpg photos
import { train } from 'graft-ml';

const [model = 'photos.graft', photo = 'photo.jpg', photos = 'photos'] = process.argv.slice(2);
const trained = await train({ data: photos });
await trained.model.save(model);
const [predictions] = await trained.model.predict([photo]);
console.log(predictions);
await trained.model.close();
