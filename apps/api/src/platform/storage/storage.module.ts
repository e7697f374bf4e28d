import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { BlobStore } from './blob-store.js';
import { openBlobStore } from './open-blob-store.js';

@Global()
@Module({
  providers: [
    { provide: BlobStore, inject: [CONFIG], useFactory: (config: Config) => openBlobStore(config) },
  ],
  exports: [BlobStore],
})
export class StorageModule {}
