import { useSignal } from '@preact/signals';
import { Dialog } from '../parts/dialog.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Segments } from '../parts/segments.tsx';
import { language } from '../state/language.ts';
import { project } from '../state/project.ts';
import { theme } from '../state/theme.ts';
import { words } from '../words/words.ts';

/** The language of the page and its colours. */
export function PreferencesMenu() {
  const { frame } = words.value;
  const open = useSignal(false);
  return (
    <>
      <IconButton icon="settings" label={frame.preferences} onClick={() => (open.value = true)} />
      <Dialog open={open} title={frame.preferences}>
        <Segments
          label={frame.language}
          value={language}
          options={[
            { value: 'en', label: 'English', lang: 'en' },
            { value: 'zh', label: '简体中文', lang: 'zh-Hans' },
          ]}
        />
        <Segments
          label={frame.theme}
          value={theme}
          options={[
            { value: 'system', label: frame.themes.system },
            { value: 'light', label: frame.themes.light },
            { value: 'dark', label: frame.themes.dark },
          ]}
        />
        <p class="quiet small">
          {project.value?.folder}
          <br />
          Graft {project.value?.version}
        </p>
      </Dialog>
    </>
  );
}
