/**
 * Graft: transfer learning for images in Node, on an ordinary CPU, offline.
 *
 * @module
 */

export type { DuplicateFinding, FileFinding, Findings, OrientationFinding, SizeFinding } from './audit/audit-photos.ts';
export type { Imbalance } from './audit/describe-imbalance.ts';
export type { Shortcut, ShortcutFact } from './audit/find-shortcuts.ts';
export type { Look } from './audit/look.ts';
export { Backbone, type Cut } from './backbones/backbone.ts';
export type { BackboneDescription } from './backbones/backbone-description.ts';
export { type BackboneRecord, backboneCatalogue } from './backbones/catalogue.ts';
export { findBackbone } from './backbones/find-backbone.ts';
export { type HubBackboneRecord, hubCatalogue } from './backbones/hub-catalogue.ts';
export {
  type HubBackbone,
  hubBackbones,
  type InstalledBackbone,
  installedBackbones,
  removeBackbone,
  verifyBackbone,
} from './backbones/installed.ts';
export type { BackboneEvent, LoadBackboneOptions } from './backbones/load-backbone.ts';
export type { PixelRangeOption } from './backbones/pixel-range-option.ts';
export { type CheckEvent, checkDataset, checkDatasetEvents, type DatasetCheck } from './checking/check-dataset.ts';
export type { CheckOptions } from './checking/check-options.ts';
export { findCopiesEvents } from './checking/find-copies.ts';
export type { ClassifiedDataset, EvaluateEvent, EvaluateOptions } from './classifier/classify-dataset.ts';
export { type CompareEvent, compareModels, compareModelsEvents, type ModelComparison } from './classifier/compare-models.ts';
export type { EvaluateModelOptions, EvaluationResult, LabelSetEvaluationResult } from './classifier/evaluation-result.ts';
export type { ExplainOptions, Explanation } from './classifier/explain-image.ts';
export { type LoadModelOptions, loadModel, Model, type PredictOptions } from './classifier/model.ts';
export { modelWouldReplace } from './classifier/model-files.ts';
export { type PaintExplanationOptions, paintExplanation } from './classifier/paint-explanation.ts';
export { type PickEvent, type PickedFile, type PickOptions, type Picks, pickEvents } from './classifier/pick-events.ts';
export { loadPretrained as loadBackbone, Pretrained } from './classifier/pretrained.ts';
export type { TimelineEvent, TimelineOptions } from './classifier/timeline.ts';
export type { CompareWaysOptions } from './comparing/compare-options.ts';
export { type CompareWaysEvent, compareWays, compareWaysEvents } from './comparing/compare-ways.ts';
export { comparisonHtml, comparisonSvg } from './comparing/draw-comparison.ts';
export { type CollectDatasetOptions, collectDataset, type LabelledImage } from './datasets/collect-dataset.ts';
export type { Dataset, DatasetItem, DatasetSide } from './datasets/dataset.ts';
export { datasetTable, placeInTable } from './datasets/dataset-table.ts';
export { type DedupedDataset, dedupeDataset } from './datasets/dedupe-dataset.ts';
export { type DivideDatasetOptions, divideDataset } from './datasets/divide-dataset.ts';
export { fetchSamples } from './datasets/fetch-samples.ts';
export { type FoundFile, findPhotos } from './datasets/find-photos.ts';
export { type HashPhotosEvent, hashPhotos } from './datasets/hash-photos.ts';
export { type DatasetEvent, type OpenDatasetOptions, openDataset, openDatasetEvents } from './datasets/open-dataset.ts';
export { type OpenPhotosOptions, openPhotosEvents } from './datasets/open-photos.ts';
export { openPictures } from './datasets/open-pictures.ts';
export { pruneKeptPhotos } from './datasets/prune-kept.ts';
export { sampleCatalogue, samplesAt } from './datasets/sample-catalogue.ts';
export type { SamplePackage, SampleRecord } from './datasets/sample-record.ts';
export { type WrittenRow, writeTable } from './datasets/tables/write-table.ts';
export type { DownloadEvent } from './downloads/download-event.ts';
export { fetchAllVerified, fetchVerified } from './downloads/fetch-verified.ts';
export type { DrawNetworkOptions } from './drawing/draw-network.ts';
export type { InspectedBlock, InspectedLayer, InspectedNetwork, LayerState } from './drawing/inspected-network.ts';
export { networkHtml } from './drawing/network-html.ts';
export { networkSvg } from './drawing/network-svg.ts';
export { type Embedding, type EmbedEvent, embed, embedEvents } from './embedding/embed.ts';
export type { EmbedOptions } from './embedding/embed-options.ts';
export { featureFormat } from './embedding/feature-table.ts';
export { type ErrorCode, errorCodes, GraftError, invalidArgument } from './errors.ts';
export { type Comparison, comparePredictions } from './evaluation/compare-predictions.ts';
export { evaluateLabelSets, type LabelScore, type LabelSetEvaluation } from './evaluation/evaluate-label-sets.ts';
export { type CrossValidation, evaluateOutOfFold } from './evaluation/evaluate-out-of-fold.ts';
export { type Evaluation, evaluatePredictions, type TopAccuracy } from './evaluation/evaluate-predictions.ts';
export type { CurveForecast, LearningCurve, LearningPoint } from './evaluation/learning-curve.ts';
export { type Calibration, measureCalibration, type ReliabilityBin } from './evaluation/measure-calibration.ts';
export type { Rejection } from './evaluation/measure-rejection.ts';
export type { SetCalibration, SetMeasurement } from './evaluation/prediction-sets.ts';
export { splitByHash } from './evaluation/split-by-hash.ts';
export type { ExportEvent, Exported, ExportOptions } from './exporting/export-model.ts';
export { type ExportTarget, exportTargets } from './exporting/make-export.ts';
export type { Verification } from './exporting/verify-export.ts';
export { type ExtractedFeatures, type ExtractRequest, extractFeatures, type FeatureEvent } from './features/extract-features.ts';
export { FeatureStore } from './features/feature-store.ts';
export { type ExampleChoice, type ExampleSource, someExamples } from './finetuning/example-source.ts';
export type { ActivationEvent } from './finetuning/extract-activations.ts';
export { type FineTuned, type FineTuneEvent, type FineTuneRequest, fineTune } from './finetuning/fine-tune.ts';
export { pruneActivations } from './finetuning/prune-activations.ts';
export type { RateEvent } from './finetuning/try-learning-rates.ts';
export type { TunedEpoch } from './finetuning/tuned-epoch.ts';
export type { TuningOptions } from './finetuning/tuning-options.ts';
export { type DifferentiateOptions, differentiate, gradientName } from './graph/differentiate/differentiate.ts';
export { withCrossEntropy } from './graph/differentiate/with-cross-entropy.ts';
export type { Layer } from './graph/layers.ts';
export { type FitHeadOptions, fitHead } from './heads/fit-head.ts';
export { type FitSigmoidHeadOptions, fitSigmoidHead, type SigmoidFit } from './heads/fit-sigmoid-head.ts';
export { type Head, predictLogits, predictProbabilities } from './heads/head.ts';
export type { OutOfFold } from './heads/out-of-fold.ts';
export { trainWithGradientDescent } from './heads/train-with-gradient-descent.ts';
export { type InspectEvent, type InspectOptions, inspectNetwork, inspectNetworkEvents } from './inspection/inspect-network.ts';
export type { Manifest } from './manifest/manifest.ts';
export { decodeImage } from './media/decode-image.ts';
export type { ImageInput } from './media/image-input.ts';
export type { RateFinding } from './optimization/find-learning-rate.ts';
export type { RawPixels } from './pictures/raw-pixels.ts';
export { drawBackbones as backbonesSvg } from './plots/draw-backbones.ts';
export { drawLearningRates as learningRatesSvg } from './plots/draw-learning-rates.ts';
export type { NamingOptions } from './prediction/name-classes.ts';
export type { Predicted } from './prediction/predicted.ts';
export type { Prediction } from './prediction/prediction.ts';
export type { Augmentation } from './preprocessing/augment-pixels.ts';
export { definePreprocessing, type Fit, type Preprocessing } from './preprocessing/preprocessing.ts';
export { type Quantization, type QuantizeEvent, quantizeBackbone, quantizeBackboneEvents } from './quantizing/quantize-backbone.ts';
export type { QuantizeBackboneOptions } from './quantizing/quantize-options.ts';
export type { ReportData } from './report/report-data.ts';
export { summarizeWays } from './report/summarize-ways.ts';
export { type Way, type WayPoint, type WayRun, type WaysComparison, ways, wayTitles } from './report/ways-data.ts';
export type { ReportOptions } from './reporting/describe-training.ts';
export { type Report, type ReportEvent, reportFiles, reportTraining, reportTrainingEvents } from './reporting/report-training.ts';
export { type ChosenDevice, chooseDevice } from './runtime/choose-device.ts';
export { type Device, devices } from './runtime/device.ts';
export { NodeMatrixMultiplier } from './runtime/matrix-multiplier.ts';
export { type PickedPhoto, type PickPhotosOptions, pickPhotos } from './selection/pick-photos.ts';
export { type ComputedFeatures, type ComputeFeaturesEvent, computeFeatures, computeFeaturesEvents } from './sharding/compute-features.ts';
export type { Shard } from './sharding/divide-into-shards.ts';
export type { FeatureSet } from './sharding/feature-set.ts';
export type { FeaturesOptions } from './sharding/features-options.ts';
export { audacityLabels, type SoundSpan } from './sounds/label-spans.ts';
export { defineSound, type SoundOptions, type SoundSettings } from './sounds/sound-settings.ts';
export { spectrogramGraph } from './sounds/spectrogram-graph.ts';
export { cacheFolder, cachePlaces } from './storage/cache-folder.ts';
export { type CachePart, cacheUsage, clearCache } from './storage/cache-usage.ts';
export { sweepCache } from './storage/sweep-cache.ts';
export { expectNewFile, writeNewFile } from './storage/write-new-file.ts';
export { drain } from './tasks/drain.ts';
export { type LabelSets, labelSets } from './tensor/label-sets.ts';
export { type Matrix, matrix } from './tensor/matrix.ts';
export type { AugmentationGain } from './training/augment-photos.ts';
export {
  type BackboneComparison,
  type CompareBackbonesEvent,
  type CompareBackbonesOptions,
  type ComparedBackbone,
  compareBackbones,
  compareBackbonesEvents,
} from './training/compare-backbones.ts';
export { findLearningRateEvents } from './training/find-learning-rate.ts';
export type { TrustMeasurement } from './training/fit-trust.ts';
export { type Sweep, type SweepAxis, type SweepEvent, type SweepOptions, type SweptChoice, sweep, sweepEvents } from './training/sweep.ts';
export { type TrainEvent, type Training, train, trainEvents } from './training/train.ts';
export {
  type MultiLabelTraining,
  type TrainMultiLabelEvent,
  type TrainMultiLabelOptions,
  trainMultiLabel,
  trainMultiLabelEvents,
} from './training/train-multi-label.ts';
export {
  type MultiLabelShardTraining,
  type TrainMultiLabelOnShardsEvent,
  type TrainMultiLabelOnShardsOptions,
  trainMultiLabelOnShards,
  trainMultiLabelOnShardsEvents,
} from './training/train-multi-label-on-shards.ts';
export {
  isFeatureStore,
  type ShardTraining,
  type TrainOnShardsEvent,
  type TrainOnShardsOptions,
  trainOnShards,
  trainOnShardsEvents,
} from './training/train-on-shards.ts';
export type { TrainOptions } from './training/train-options.ts';
export type { TuneEvent, TuningRecord } from './training/tune-from-cut.ts';
export { version } from './version.ts';
