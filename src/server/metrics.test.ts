import { expect, test } from 'vitest';
import { Metrics } from './metrics.ts';

const idle = { requests: () => 0, images: () => 0, models: () => [] };

test("each server counts for itself; the process's numbers are there in each, and stay when another one stops", async () => {
  const [one, other] = [new Metrics(idle), new Metrics(idle)];
  one.answered('GET', '/health', 200, 0.001);
  one.broken(400);
  expect(await one.text()).toContain('graft_http_requests_total{method="GET",route="/health",status="200"} 1');
  expect(await other.text()).not.toContain('graft_http_requests_total{');
  one.close();
  const text = await other.text();
  expect(text.match(/^process_cpu_seconds_total /gm)).toHaveLength(1);
  expect(text.match(/^nodejs_eventloop_lag_seconds /gm)).toHaveLength(1);
  expect(text).toContain('graft_queue_images 0');
  other.close();
});
