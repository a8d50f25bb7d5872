import './camera.css';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { words } from '../words/words.ts';
import { type CameraUse, camera, closeCamera, mirror, openCamera } from './camera.ts';

/**
 * What the camera sees, while it is shown; or why it sees nothing, and what to do about it. `children` lie over the
 * picture.
 */
export function CameraPreview({
  video,
  use = 'record',
  children,
}: {
  readonly video: RefObject<HTMLVideoElement | null>;
  /** @default 'record' */
  readonly use?: CameraUse;
  readonly children?: ComponentChildren;
}) {
  const now = camera.value;
  useEffect(() => {
    void openCamera(undefined, use);
    return closeCamera;
  }, [use]);
  const stream = now.state === 'on' ? now.stream : null;
  useEffect(() => {
    if (video.current !== null && video.current.srcObject !== stream) video.current.srcObject = stream;
  }, [stream, video]);
  const { camera: say } = words.value;
  return (
    <div class={`camera-preview ${mirror.value === 'yes' ? 'is-mirrored' : ''}`}>
      <video ref={video} autoplay playsInline muted aria-label={say.picture} hidden={stream === null} />
      {now.state === 'opening' && <p class="camera-message">{say.opening}</p>}
      {now.state === 'failed' && (
        <div class="camera-message" role="alert">
          <Icon name="warning" />
          <strong>{say.faults[now.why].title}</strong>
          <p>{say.faults[now.why].text}</p>
          {now.why !== 'unsupported' && <Button onClick={() => void openCamera()}>{say.again}</Button>}
        </div>
      )}
      {children}
    </div>
  );
}
