import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

/** HTML that scripts put into the page they run in. */
export const REFLECTED_XSS_PAGES: readonly Sample[] = [
  vulnerable(
    'javascript',
    'high',
    'fragment of the address into the page',
    `
      const message = decodeURIComponent(window.location.hash.slice(1));
      document.getElementById('status').innerHTML = message; // FINDING
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'message of another window',
    `
      window.addEventListener('message', (event) => {
        const list = document.querySelector('#log');
        list.insertAdjacentHTML('beforeend', '<li>' + event.data.text + '</li>'); // FINDING
      });
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'jQuery and document.write',
    `
      const params = new URLSearchParams(location.search);
      $('#greeting').html('Welcome back, ' + params.get('who')); // FINDING
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'attribute of a React element',
    `
      import { useSearchParams } from 'react-router-dom';

      export function Notice() {
        const [params] = useSearchParams();
        return <div dangerouslySetInnerHTML={{ __html: params.get('notice') }} />; // FINDING
      }
    `,
  ),
  vulnerable(
    'typescriptreact',
    'high',
    'React with the address',
    `
      export function Banner(): JSX.Element {
        const text: string = new URL(window.location.href).searchParams.get('banner') ?? '';
        const html = { __html: '<b>' + text + '</b>' }; // FINDING
        return <header dangerouslySetInnerHTML={html} />;
      }
    `,
  ),
  safe(
    'javascript',
    'cleaned, or put in as text',
    `
      import DOMPurify from 'dompurify';

      const message = decodeURIComponent(location.hash.slice(1));
      const box = document.querySelector('#status');
      box.innerHTML = DOMPurify.sanitize(message);
      box.textContent = message;
      box.setAttribute('title', message);
      $('#greeting').text(message);
    `,
  ),
  safe(
    'javascript',
    'markup of the program and of its own data',
    `
      export function draw(box, items) {
        box.innerHTML = '<ul></ul>';
        for (const item of items) box.insertAdjacentHTML('beforeend', '<li>' + item.title + '</li>');
        const form = new FormData();
        form.append('place', window.location.href);
        box.innerHTML = '<p>' + location.hostname + '</p>';
      }
    `,
  ),
  safe(
    'typescriptreact',
    'React escapes, and attributes are the choice of others',
    `
      interface Props {
        readonly html: string;
      }

      export function Article({ html }: Props): JSX.Element {
        const who = new URLSearchParams(window.location.search).get('who');
        return (
          <section title={who ?? ''}>
            <p>{who}</p>
            <div dangerouslySetInnerHTML={{ __html: html }} />
          </section>
        );
      }
    `,
  ),
];
