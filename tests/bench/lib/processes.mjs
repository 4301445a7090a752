// Memory of the browser's processes, from outside: PSS out of /proc.
import fs from 'node:fs';

export async function snapshot(state) {
  state.processes = (await state.cdp.send('SystemInfo.getProcessInfo')).processInfo;
  return sum(state.processes);
}

/** Samples renderer and browser every 20 ms; the other processes are counted once. */
export function sampler(state) {
  const sampled = state.processes.filter(({ type }) => type === 'renderer' || type === 'browser');
  const others = sum(state.processes.filter((one) => !sampled.includes(one))).total;
  const peak = { renderer: 0, total: 0, samples: 0 };
  const sample = () => {
    const now = sum(sampled);
    peak.renderer = Math.max(peak.renderer, now.renderer);
    peak.total = Math.max(peak.total, now.total);
    peak.samples++;
  };
  const timer = setInterval(sample, 20);
  return {
    stop() {
      clearInterval(timer);
      sample();
      peak.total += others;
      return peak;
    },
  };
}

function sum(processes) {
  let renderer = 0, total = 0;
  for (const { id, type } of processes) {
    const bytes = proportionalSetSize(id);
    total += bytes;
    if (type === 'renderer') renderer += bytes;
  }
  return { renderer, total };
}

function proportionalSetSize(id) {
  try {
    const found = /^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${id}/smaps_rollup`, 'latin1'));
    return found ? +found[1] * 1024 : 0;
  } catch {
    return 0; // the process has ended
  }
}
