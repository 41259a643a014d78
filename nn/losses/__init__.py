"""How wrong a model is: the loss of one record, the cost of many, penalties on weights.

A model's outputs ŷ and the targets y of a record go in, one Value named L comes out;
`cost` adds up or averages the losses of many records into one named C. Everything is
recorded as ordinary nodes. A plain target is a constant of the op, not a node.

The defaults are a lecture's: a sum over records, with ½ before squares and absolute
errors. PyTorch (`torch.nn`) and Keras (`keras.losses`) average over N records and, but
for the last two rows, over the K outputs of each too. Where their learning rate is η,
gradient descent on `cost(ŷs, ys)` takes the same steps with η times the factor given
here; with `reduction="mean"` leave out the N.

=======================  ===================  ===================  ======  =============
here, for one record     PyTorch              Keras                η here  beware of
=======================  ===================  ===================  ======  =============
MSE  ½ Σ (ŷ - y)²        MSELoss              MeanSquaredError     2/(NK)  no ½ there
MAE  ½ Σ |ŷ - y|         L1Loss               MeanAbsoluteError    2/(NK)  no ½ there
Huber                    HuberLoss            Huber                1/(NK)  (1)
LogCosh                  none                 LogCosh              1/(NK)
Hinge                    none (2)             Hinge                1/(NK)  (3)
BinaryCrossEntropy       BCELoss,             BinaryCrossentropy   1/(NK)  (4)
                         BCEWithLogitsLoss
CategoricalCrossEntropy  CrossEntropyLoss,    Categorical- and     1/N     (5)
                         NLLLoss              SparseCategorical-
                                              Crossentropy
KLDivergence             KLDivLoss            KLDivergence         1/N     (6)
=======================  ===================  ===================  ======  =============

1. SmoothL1Loss(beta=δ) is Huber divided by δ: η here is 1/(NKδ).
2. Not HingeEmbeddingLoss, of distances, nor MultiMarginLoss, of classes.
3. Keras takes targets 0 and 1 too and makes them -1 and 1; here that is an error.
4. Both bound what is here an error: PyTorch ln ŷ by -100, Keras ŷ by 1e-7. The
   `pos_weight` of PyTorch is `class_weights=(1.0, pos_weight)`.
5. CrossEntropyLoss takes logits only (`from_logits=True`), NLLLoss logarithms. With
   class weights and class numbers PyTorch divides by the sum of the weights, not by N.
6. KLDivLoss takes logarithms of ŷ first and with its default reduction divides by NK.

Rules such as Adam divide the gradient by its own size, and need no change of η.
"""

from nn.losses.base import Loss
from nn.losses.binary import BinaryCrossEntropy, Hinge
from nn.losses.categorical import CategoricalCrossEntropy, KLDivergence
from nn.losses.penalties import l1_penalty, l2_penalty
from nn.losses.regression import MAE, MSE, Huber, LogCosh

__all__ = [
    "MAE",
    "MSE",
    "BinaryCrossEntropy",
    "CategoricalCrossEntropy",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "l1_penalty",
    "l2_penalty",
]
