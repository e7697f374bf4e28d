import { useNavigate } from 'react-router-dom';

/** A handler that goes to a path, for buttons and actions. */
export function useNavigateTo(): (path: string) => () => void {
  const navigate = useNavigate();
  return (path) => () => void navigate(path);
}
