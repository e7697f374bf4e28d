import { ApiError, toApiError } from './problem.js';
import { type ApiRequest } from './request.js';

interface Exchange {
  signal?: AbortSignal | undefined;
  onProgress?: ((share: number) => void) | undefined;
  keepalive?: boolean;
}

/** One exchange with the server: JSON or nothing comes back, or an {@link ApiError} is thrown. */
export async function exchange(request: ApiRequest, options: Exchange = {}): Promise<unknown> {
  // Refusals come in words: those of the language that was chosen here, whatever the browser prefers.
  request.headers['accept-language'] = document.documentElement.lang;
  if (request.body instanceof FormData && options.onProgress) return upload(request, options);
  const response = await send(request, options);
  if (response.status === 204) return undefined;
  return (await response.json()) as unknown;
}

/** The raw answer, for downloads. */
export async function send(request: ApiRequest, options: Exchange = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: options.signal ?? null,
      keepalive: options.keepalive ?? false,
    });
  } catch (error) {
    throw new ApiError(options.signal?.aborted ? 'cancelled' : 'offline', { detail: String(error) });
  }
  if (!response.ok) {
    throw toApiError(response.status, await response.text(), response.headers.get('retry-after'));
  }
  return response;
}

/** fetch tells nothing of an upload's progress; XMLHttpRequest does. */
function upload(request: ApiRequest, { signal, onProgress }: Exchange): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open(request.method, request.url);
    for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    xhr.onerror = () => reject(new ApiError('offline'));
    xhr.onabort = () => reject(new ApiError('cancelled'));
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) {
        resolve(xhr.responseText ? (JSON.parse(xhr.responseText) as unknown) : undefined);
      } else {
        reject(toApiError(xhr.status, xhr.responseText, xhr.getResponseHeader('retry-after')));
      }
    };
    signal?.addEventListener('abort', () => xhr.abort(), { once: true });
    xhr.send(request.body as FormData);
  });
}
