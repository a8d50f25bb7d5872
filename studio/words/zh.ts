import { camera } from './zh/camera.ts';
import { collect } from './zh/collect.ts';
import { deeper } from './zh/deeper.ts';
import { frame } from './zh/frame.ts';
import { look } from './zh/look.ts';
import { network } from './zh/network.ts';
import { parts } from './zh/parts.ts';
import { problems } from './zh/problems.ts';
import { ship } from './zh/ship.ts';
import { train } from './zh/train.ts';
import { trying } from './zh/trying.ts';

/** The page's words, one section a view. */
export const zh = { frame, parts, camera, problems, collect, train, network, deeper, look, trying, ship };
