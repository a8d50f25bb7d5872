'use client';

import type { Prediction } from 'graft-ml';
import { useState } from 'react';

/** Choose a photo, see what it is. */
export default function Page() {
  const [predictions, setPredictions] = useState<readonly Prediction[]>([]);
  const [error, setError] = useState<string>();

  async function classify(photo: File): Promise<void> {
    const form = new FormData();
    form.set('photo', photo);
    const response = await fetch('/api/classify', { method: 'POST', body: form });
    const answer: { predictions?: readonly Prediction[]; error?: string } = await response.json();
    setPredictions(answer.predictions ?? []);
    setError(answer.error);
  }

  return (
    <main>
      <label>
        A photo: <input type="file" accept="image/*" onChange={({ target }) => target.files?.[0] && classify(target.files[0])} />
      </label>
      {error && <p role="alert">{error}</p>}
      <ol>
        {predictions.map(({ label, probability }) => (
          <li key={label}>
            {label}: {(100 * probability).toFixed(1)} %
          </li>
        ))}
      </ol>
    </main>
  );
}
