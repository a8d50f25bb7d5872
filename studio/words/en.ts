import { camera } from './en/camera.ts';
import { collect } from './en/collect.ts';
import { deeper } from './en/deeper.ts';
import { frame } from './en/frame.ts';
import { look } from './en/look.ts';
import { network } from './en/network.ts';
import { parts } from './en/parts.ts';
import { problems } from './en/problems.ts';
import { ship } from './en/ship.ts';
import { train } from './en/train.ts';
import { trying } from './en/trying.ts';

/** The page's words, one section a view. */
export const en = { frame, parts, camera, problems, collect, train, network, deeper, look, trying, ship };
